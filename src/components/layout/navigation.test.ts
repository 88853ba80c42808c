import { describe, expect, test } from "vitest";
import { currentPath, visibleDestinations } from "./navigation";

const paths = ["", "/inbox", "/inventory", "/inventory/alerts"];

describe("[P8] the rail", () => {
  test("shows a member only what their permissions open", () => {
    const shown = visibleDestinations(["product:read", "alert:read"])
      .flat()
      .map(({ path }) => path);
    expect(shown).toEqual(["", "/catalog", "/inventory/alerts", "/settings"]);
  });
  test.each([
    ["/el-cardon", ""],
    ["/el-cardon/", ""],
    ["/el-cardon/inbox/01abc", "/inbox"],
    ["/el-cardon/inventory/alerts", "/inventory/alerts"],
    ["/el-cardon/inventory", "/inventory"],
    ["/el-cardon/inboxes", undefined],
  ])("%s stands at %s", (pathname, expected) => {
    expect(currentPath(pathname, "/el-cardon", paths)).toBe(expected);
  });
});
