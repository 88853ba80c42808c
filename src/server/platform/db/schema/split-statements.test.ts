import { expect, test } from "vitest";
import { splitStatements } from "./split-statements";

test.each([
  ["plain", "select 1; select 2;", ["select 1", "select 2"]],
  ["no last semicolon", "select 1", ["select 1"]],
  ["string", "select 'a;b'; select 'it''s;';", ["select 'a;b'", "select 'it''s;'"]],
  ["escape string", "select E'a\\';b'; select 2", ["select E'a\\';b'", "select 2"]],
  ["quoted name", 'select ";" ; select 2', ['select ";"', "select 2"]],
  ["dollar body", "do $$ begin; end $$; select 2", ["do $$ begin; end $$", "select 2"]],
  ["tagged body", "do $x$ a; $$ b; $x$; select 2", ["do $x$ a; $$ b; $x$", "select 2"]],
  ["parameter is no quote", "select $1; select $2", ["select $1", "select $2"]],
  ["line comment", "select 1 -- a;b\n; select 2", ["select 1 -- a;b", "select 2"]],
  ["nested comment", "select 1 /* a; /* b; */ c; */; select 2", ["select 1 /* a; /* b; */ c; */", "select 2"]],
  ["only comments", "-- nothing;\n/* here; */", []],
  ["apostrophe in a comment", "-- don't\nselect 1; select 2", ["-- don't\nselect 1", "select 2"]],
])("[PL32] statements are cut only at top-level semicolons: %s", (_label, text, expected) => {
  expect(splitStatements(text)).toEqual(expected);
});
