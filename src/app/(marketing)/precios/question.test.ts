import { describe, expect, test } from "vitest";
import { lossMinor, readQuestion, salesToPay } from "./question";

describe("[P26] the calculator", () => {
  test("says nothing until it is asked", () => {
    expect(readQuestion({ pais: "CO" })).toBeNull();
  });
  test("what is typed wrong counts as the least, never as an error page", () => {
    expect(readQuestion({ sucursales: "muchas", personas: "-3", perdidas: "1e9", venta: "abc" })).toEqual({
      branches: 1,
      members: 1,
      usesWhatsapp: false,
      wantsForecast: false,
      lostSales: 0,
      ticket: null,
    });
  });
  test("what stock-outs cost, to the cent", () => {
    const question = readQuestion({ sucursales: "2", personas: "6", perdidas: "8", venta: "48,10" });
    if (!question) throw new Error("asked");
    expect(lossMinor(question)).toBe(38_480n);
    expect(salesToPay(3_900n, question)).toBe(1n);
    expect(salesToPay(9_900n, question)).toBe(3n);
    expect(salesToPay(9_900n, { ...question, ticket: null })).toBeNull();
    expect(salesToPay(9_900n, { ...question, ticket: "0" })).toBeNull();
  });
});
