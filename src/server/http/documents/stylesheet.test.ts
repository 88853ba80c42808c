import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { raw, stylesheet, tokens } from "./stylesheet";

const css = readFileSync(fileURLToPath(new URL("../../../app/globals.css", import.meta.url)), "utf8");
const numbers = (value: string) => value.replace(/(^|[ (])\./g, "$10.").replaceAll(/\s+/g, " ");

test("[P27] documents wear the product's colours: each token is the one of the main stylesheet", () => {
  for (const [name, [light, dark]] of Object.entries(tokens)) {
    const pattern = new RegExp(`${name}:\\s*light-dark\\(\\s*var\\((--[\\w-]+)\\),\\s*var\\((--[\\w-]+)\\)\\s*\\)`);
    const [, cssLight, cssDark] = pattern.exec(css) ?? [];
    expect([name, cssLight, cssDark]).toEqual([name, light, dark]);
  }
  for (const [name, value] of Object.entries(raw)) {
    const [, given] = new RegExp(`${name}:\\s*(oklch\\([^)]*\\))`).exec(css) ?? [];
    expect([name, numbers(given ?? "")]).toEqual([name, value]);
  }
});

test("[P27] every colour of the rules is a token", () => {
  const used = [...stylesheet.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name ?? "");
  for (const name of used) expect(Object.keys(tokens)).toContain(name);
  expect(stylesheet.length).toBeLessThan(8_000);
});
