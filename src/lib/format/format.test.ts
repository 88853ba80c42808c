import { describe, expect, test } from "vitest";
import {
  type CountryCode,
  formatDate,
  formatDateTime,
  formatDuration,
  formatLongDate,
  formatMoney,
  formatNamedTaxId,
  formatNumber,
  formatPercent,
  formatPhone,
  formatQuantity,
  formatRelative,
  formatShortDate,
  formatTaxId,
  formatTime,
  isSameDay,
  readAmount,
  readQuantity,
} from ".";

/** In the expectations below a tilde stands for the space that never breaks, so that a plain space cannot hide. */
const hard = (text: string) => text.replaceAll("~", "\u00a0");
const evening = "2026-11-20T23:05:00Z";

describe("money", () => {
  test.each<[CountryCode, string, string, string]>([
    ["VE", "USD", "1234.50", "$1.234,50"],
    ["VE", "VES", "1234.50", "Bs.~1.234,50"],
    ["VE", "USD", "-4", "−$4,00"],
    ["CO", "COP", "1234500.00", "$~1.234.500"],
    ["CO", "COP", "59900", "$~59.900"],
    ["CO", "USD", "1234.50", "US$~1.234,50"],
    ["MX", "MXN", "1234.50", "$1,234.50"],
    ["MX", "USD", "9.5", "US$9.50"],
    ["MX", "MXN", "-1234567.89", "−$1,234,567.89"],
    ["AR", "ARS", "1234.50", "$~1.234,50"],
    ["AR", "USD", "200", "US$~200,00"],
    ["CL", "CLP", "1234", "$1.234"],
    ["PE", "PEN", "1234.50", "S/~1,234.50"],
    ["UY", "UYU", "1234.50", "$~1.234,50"],
    ["PY", "PYG", "1234", "Gs.~1.234"],
    ["BO", "BOB", "1234.50", "Bs~1.234,50"],
    ["DO", "DOP", "1234.50", "RD$1,234.50"],
    ["MX", "EUR", "10", "EUR~10.00"],
    ["VE", "USD", "0", "$0,00"],
    ["VE", "USD", "-0.00", "$0,00"],
  ])("[P27] %s writes %s %s as %s", (country, currency, amount, expected) => {
    expect(formatMoney({ amount, currency }, country)).toBe(hard(expected));
  });

  test("[P27] amounts beyond what a float holds keep every digit", () => {
    expect(formatMoney({ amount: "900719925474099299.99", currency: "USD" }, "VE")).toBe("$900.719.925.474.099.299,99");
  });
  test("[P27] price lists may drop the zeros, never cents that exist", () => {
    expect(formatMoney({ amount: "48.00", currency: "USD" }, "VE", { trimZeros: true })).toBe("$48");
    expect(formatMoney({ amount: "48.50", currency: "USD" }, "VE", { trimZeros: true })).toBe("$48,50");
  });
  test("[P27] a stray cent is shown even where the custom is to have none", () => {
    expect(formatMoney({ amount: "1234.50", currency: "COP" }, "CO")).toBe(hard("$~1.234,50"));
  });
  test("[P27] what is not a decimal string is a defect, not a zero", () => {
    expect(() => formatMoney({ amount: "1,5", currency: "USD" }, "VE")).toThrow(TypeError);
  });
  test.each<[string, CountryCode, string | null]>([
    ["1234,50", "VE", "1234.50"],
    ["1234.50", "VE", "1234.50"],
    ["1.234,50", "VE", "1234.50"],
    ["1,234.50", "MX", "1234.50"],
    ["1.234", "VE", "1234"],
    ["1,234", "MX", "1234"],
    ["$ 59.900", "CO", "59900"],
    ["Bs. 3,5", "VE", "3.5"],
    [",5", "VE", "0.5"],
    ["−4", "VE", "-4"],
    ["12.34.5", "VE", null],
    ["doce", "VE", null],
    ["", "VE", null],
  ])("[P27] typed %j in %s reads as %s", (typed, country, expected) => {
    expect(readAmount(typed, country)).toBe(expected);
  });
});

describe("numbers and quantities", () => {
  test.each<[CountryCode, string, string]>([
    ["VE", "1.234,5", "12,5~%"],
    ["CO", "1.234,5", "12,5~%"],
    ["MX", "1,234.5", "12.5~%"],
    ["AR", "1.234,5", "12,5~%"],
  ])("[P27] %s writes numbers as %s and rates as %s", (country, number, percent) => {
    expect(formatNumber("1234.5", country)).toBe(number);
    expect(formatPercent(125_000, country)).toBe(hard(percent));
  });
  test("[P27] rates keep what their parts per million say", () => {
    expect(formatPercent(99_750, "VE")).toBe(hard("9,975~%"));
    expect(formatPercent(-10_000, "VE", { decimals: 0 })).toBe(hard("−1~%"));
    expect(formatPercent(120_000, "VE", { signed: true })).toBe(hard("+12~%"));
    expect(formatPercent(0, "VE")).toBe(hard("0~%"));
  });
  test("[P27] rounding is half away from zero on digits", () => {
    expect(formatNumber("2.345", "MX", { decimals: 2 })).toBe("2.35");
    expect(formatNumber("-2.345", "MX", { decimals: 2 })).toBe("−2.35");
    expect(formatNumber("0.999", "MX", { decimals: 2 })).toBe("1.00");
    expect(formatNumber("-0.001", "MX", { decimals: 2 })).toBe("0.00");
  });
  test("[K2] thousandths and wire text say the same quantity", () => {
    expect(formatQuantity(1_500n, "VE", { unit: "kg" })).toBe(hard("1,5~kg"));
    expect(formatQuantity("1.5", "VE", { unit: "kg" })).toBe(hard("1,5~kg"));
    expect(formatQuantity("3", "VE", { unit: "box", packOf: 12 })).toBe(hard("3~cajas~de~12"));
    expect(formatQuantity("1", "VE", { unit: "box" })).toBe(hard("1~caja"));
    expect(formatQuantity(-14_000n, "VE")).toBe("−14");
    expect(formatQuantity("1250", "MX", { unit: "unit", language: "en" })).toBe(hard("1,250~units"));
    expect(readQuantity("1,5")).toBe(1_500n);
    expect(readQuantity("1.2345")).toBeNull();
  });
});

describe("dates", () => {
  const frame = (country: CountryCode, zone: string) => ({ country, zone });
  test.each<[CountryCode, string, string]>([
    ["VE", "America/Caracas", "7:05~p.~m."],
    ["CO", "America/Bogota", "6:05~p.~m."],
    ["MX", "America/Mexico_City", "5:05~p.~m."],
    ["AR", "America/Argentina/Buenos_Aires", "20:05"],
  ])("[P27] %s reads the same instant in %s as %s", (country, zone, time) => {
    expect(formatDate(evening, frame(country, zone))).toBe("20/11/2026");
    expect(formatShortDate(evening, frame(country, zone))).toBe("vie 20 nov");
    expect(formatTime(evening, frame(country, zone))).toBe(hard(time));
  });
  test("[P27] midnight and noon are twelve", () => {
    const caracas = frame("VE", "America/Caracas");
    expect(formatTime("2026-11-20T04:00:00Z", caracas)).toBe(hard("12:00~a.~m."));
    expect(formatTime("2026-11-20T16:00:00Z", caracas)).toBe(hard("12:00~p.~m."));
    expect(formatDateTime(evening, caracas)).toBe(hard("20/11/2026, 7:05~p.~m."));
  });
  test("[P27] a calendar day is the same day in every zone", () => {
    expect(formatDate("2026-11-20", frame("MX", "America/Tijuana"))).toBe("20/11/2026");
    expect(formatLongDate("2026-11-22", frame("VE", "America/Caracas"))).toBe("domingo 22 de noviembre de 2026");
    expect(formatLongDate("2026-11-22", { ...frame("VE", "America/Caracas"), language: "en" })).toBe(
      "Sunday 22 November 2026",
    );
  });
  test("[P27] time passed and to come", () => {
    expect(formatRelative("2026-11-20T23:00:00Z", evening, {})).toBe(hard("hace 5~min"));
    expect(formatRelative("2026-11-21T01:05:00Z", evening, {})).toBe(hard("en 2~h"));
    expect(formatRelative("2026-11-20T23:04:40Z", evening, {})).toBe("ahora");
    expect(formatRelative("2026-11-19T23:00:00Z", evening, { language: "en" })).toBe(hard("1~day ago"));
    expect(formatDuration(85_860)).toBe(hard("23~h 51~min"));
    expect(formatDuration(252)).toBe(hard("4~min"));
  });
  test("[P27] two instants share a day only where the reader is", () => {
    expect(isSameDay("2026-11-21T02:00:00Z", evening, "America/Caracas")).toBe(true);
    expect(isSameDay("2026-11-21T02:00:00Z", evening, "UTC")).toBe(false);
  });
});

describe("phones and tax ids", () => {
  test.each([
    ["+584141234567", "+58~414~123~4567"],
    ["+573001234567", "+57~300~123~4567"],
    ["+525512345678", "+52~55~1234~5678"],
    ["+5491123456789", "+54~9~11~2345~6789"],
    ["+59899123456", "+598~99~123~456"],
    ["+15551234", "+1~5551234"],
  ])("[P27] %s is read as %s", (e164, expected) => {
    expect(formatPhone(e164)).toBe(hard(expected));
  });
  test.each<[CountryCode, string, string]>([
    ["VE", "j123456789", "J-12345678-9"],
    ["CO", "9001234567", "900.123.456-7"],
    ["MX", "xaxx010101000", "XAXX010101000"],
    ["AR", "20123456786", "20-12345678-6"],
    ["VE", "corto", "corto"],
  ])("[P27] %s prints %s as %s", (country, typed, expected) => {
    expect(formatTaxId(typed, country)).toBe(expected);
  });
  test("[P27] the name of the tax id is the country's", () => {
    expect(formatNamedTaxId("J123456789", "VE")).toBe(hard("RIF~J-12345678-9"));
  });
});
