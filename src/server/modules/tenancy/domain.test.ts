import fc from "fast-check";
import { expect, test } from "vitest";
import { checkSlug, slugCandidates, slugFrom } from "./domain";

test.each([
  ["Repuestos El Cardón", "repuestos-el-cardon"],
  ["  Café & Té  ", "cafe-te"],
  ["Ñ", "negocio-n"],
  ["日本", "negocio-nuevo"],
])("[P4] [PL24] %s becomes %s", (name, slug) => {
  expect(slugFrom(name)).toBe(slug);
});

test("[T11] whatever the name, the slug is plain, and reserved words are refused", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (name) => {
      expect(slugFrom(name)).toMatch(/^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/);
      for (const candidate of slugCandidates(name, "abc123")) expect(candidate.length).toBeLessThanOrEqual(40);
    }),
  );
  for (const slug of ["api", "www", "console", "a--b", "xn--abc", "-ab", "A-b"]) expect(checkSlug(slug).ok).toBe(false);
});
