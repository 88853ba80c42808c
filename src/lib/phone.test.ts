import { describe, expect, test } from "vitest";
import { phoneOf, phoneVariants, readPhone } from "./phone";

describe("[C28] one mobile has one canonical form", () => {
  test.each([
    ["Mexico with the old 1", "5215512345678", "525512345678"],
    ["Argentina without the 9", "541123456789", "5491123456789"],
    ["Brazil without the ninth digit", "551187654321", "5511987654321"],
  ])("%s", (_label, one, other) => {
    expect(phoneOf(one)).toBe(phoneOf(other));
    expect(phoneOf(one)).not.toBeNull();
  });
  test("a Brazilian landline gets no ninth digit", () => {
    expect(phoneOf("551132654321")).toBe("+551132654321");
  });
  test("sending knows both spellings, the canonical one first", () => {
    expect(phoneVariants(phoneOf("5215512345678") as never)).toEqual(["525512345678", "5215512345678"]);
    expect(phoneVariants(phoneOf("541123456789") as never)).toEqual(["5491123456789", "541123456789"]);
    expect(phoneVariants(phoneOf("584141234567") as never)).toEqual(["584141234567"]);
  });
});

describe("[C154] a typed phone is read by the tenant's country, never guessed", () => {
  test.each([
    ["VE", "0414-123.45.67", "+584141234567"],
    ["VE", "+58 414 1234567", "+584141234567"],
    ["CO", "300 123 4567", "+573001234567"],
    ["MX", "55 1234 5678", "+525512345678"],
    ["MX", "+5215512345678", "+525512345678"],
    ["MX", "044 55 1234 5678", "+525512345678"],
    ["AR", "011 15 2345-6789", "+5491123456789"],
    ["AR", "11 2345 6789", "+5491123456789"],
    ["UY", "094 123 456", "+59894123456"],
    ["CO", "0058 414 1234567", "+584141234567"],
  ] as const)("%s: %s", (country, text, expected) => {
    expect(readPhone(text, country)).toEqual({ ok: true, value: expected });
  });
  test.each([
    ["VE", "123"],
    ["VE", "0414-ROSA"],
    ["VE", ""],
    ["CO", "+57 300 123"],
    ["MX", "99999999999999999"],
  ] as const)("%s: «%s» is refused", (country, text) => {
    expect(readPhone(text, country)).toEqual({ ok: false, reason: "phone_invalid" });
  });
});
