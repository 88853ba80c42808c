import { describe, expect, test } from "vitest";
import { looksLikeEmail, safeReturn } from "./checks";

describe("[P7] where a sign-in leads", () => {
  test.each(["/el-cardon", "/el-cardon/inbox?vista=mios"])("%s is ours", (path) => {
    expect(safeReturn(path)).toBe(path);
  });
  test.each(["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", undefined])(
    "%s is not followed",
    (path) => {
      expect(safeReturn(path)).toBeNull();
    },
  );
});

test("[P1] an address is complete or it is asked for", () => {
  expect(looksLikeEmail("marisol@elcardon.example")).toBe(true);
  expect(["marisol", "marisol@", "marisol@elcardon", "a b@c.de"].some(looksLikeEmail)).toBe(false);
});
