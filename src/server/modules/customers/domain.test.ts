import { describe, expect, test } from "vitest";
import {
  type Alias,
  addressOf,
  aliasesOf,
  displayName,
  identifying,
  isBsuid,
  type OwnedAlias,
  resolve,
} from "./domain";

const phone: Alias = { kind: "phone", value: "+584141234567" };
const bsuid: Alias = { kind: "bsuid", value: "VE.13491208655302741918" };
const own = (alias: Alias, contactPointId: string): OwnedAlias =>
  ({ ...alias, contactPointId, customerId: `c-${contactPointId}` }) as OwnedAlias;

describe("[C27] identity", () => {
  test.each([
    ["US.13491208655302741918", true],
    ["VE.ENT.abc123", true],
    ["ve.123", false],
    ["+584141234567", false],
    ["US.", false],
  ])("%s is a user id: %s", (value, expected) => expect(isBsuid(value)).toBe(expected));

  test("the phone decides first, so that first messages of one person collide on one row", () => {
    const aliases = aliasesOf({ waId: "584141234567", bsuid: bsuid.value, username: "rosa" });
    expect(identifying(aliases).map(({ kind }) => kind)).toEqual(["phone", "bsuid", "wa_id"]);
  });
  test("a person without a number is known by the user id alone", () => {
    expect(identifying(aliasesOf({ bsuid: bsuid.value }))).toEqual([bsuid]);
  });
  test("nobody known: unknown; one known: the rest is attached", () => {
    expect(resolve([phone, bsuid], [])).toEqual({ kind: "unknown" });
    expect(resolve([phone, bsuid], [own(phone, "p1")])).toMatchObject({
      kind: "known",
      contactPointId: "p1",
      missing: [bsuid],
    });
  });
  test("one event that names two contact points makes them one", () => {
    expect(resolve([phone, bsuid], [own(bsuid, "p2"), own(phone, "p1")])).toMatchObject({
      kind: "several",
      winner: { contactPointId: "p1" },
      losers: ["p2"],
    });
  });
});

describe("[C28] names and addresses", () => {
  test.each([
    ["the name", { name: "Rosa Peña", aliases: [phone] }, "Rosa Peña"],
    ["the username", { name: " ", aliases: [phone, { kind: "username", value: "rosa" }] }, "@rosa"],
    ["the phone", { name: "", aliases: [phone] }, "+58\u00a0414\u00a0123\u00a04567"],
    ["the last four, never a bare id", { name: bsuid.value, aliases: [bsuid] }, "Cliente ·1918"],
  ] as const)("%s is shown", (_label, person, expected) => {
    expect(displayName({ name: person.name, aliases: [...person.aliases] as Alias[] })).toBe(expected);
  });
  test("sending uses the provider's own spelling", () => {
    expect(
      addressOf([
        { kind: "phone", value: "+525512345678" },
        { kind: "wa_id", value: "5215512345678" },
      ]),
    ).toBe("5215512345678");
    expect(addressOf([phone])).toBe("584141234567");
    expect(addressOf([bsuid])).toBe(bsuid.value);
    expect(addressOf([])).toBeNull();
  });
});
