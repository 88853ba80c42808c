import { describe, expect, test } from "vitest";
import { type Choice, ceilings, checkContent, matchChoice, type OutboundContent, present, shorten } from "./domain";

const choices = (...titles: string[]): Choice[] => titles.map((title, at) => ({ id: `c${at}`, title }));
const many = (count: number) => choices(...Array.from({ length: count }, (_, at) => `Opción ${at + 1}`));

describe("[C106] the richest form that fits", () => {
  test("up to three short choices are buttons", () => {
    expect(present("¿Cuál?", choices("Sí", "No"))).toMatchObject({ kind: "buttons" });
  });
  test("up to ten, or long ones, are a list", () => {
    expect(present("¿Cuál?", many(10))).toMatchObject({ kind: "list" });
    expect(present("¿Cuál?", choices("Pastillas de freno delanteras Wagner"))).toMatchObject({ kind: "list" });
  });
  test("more are numbered text in pages", () => {
    const first = present("¿Cuál?", many(12));
    expect(first.kind).toBe("text");
    expect(first.text).toContain("9. Opción 9");
    expect(first.text).not.toContain("10. Opción 10");
    expect(first.text).toContain("más");
    expect(present("¿Cuál?", many(12), 1).text).toContain("10. Opción 10");
  });
  test.each([1, 2, 3, 4, 9, 10, 11, 30])(
    "whatever is presented of %i is accepted by the provider's ceilings",
    (count) => {
      const long = choices(
        ...Array.from({ length: count }, () => "Pastillas de freno delanteras para Corolla 2009 a 2019"),
      );
      expect(checkContent(present("¿Cuál?", long)).ok).toBe(true);
    },
  );
  test("titles are shortened at a word", () => {
    expect(shorten("Pastillas de freno delanteras", ceilings.buttonTitle)).toBe("Pastillas de freno…");
    expect(shorten("Sí", ceilings.buttonTitle)).toBe("Sí");
  });
});

describe("[C106] typed instead of tapped", () => {
  const options = choices("Chacao", "Valencia", "Maracay");
  test.each([
    ["2", "c1"],
    ["valencia", "c1"],
    ["Balencia", "c1"],
    ["  MARACAY ", "c2"],
    ["maracai", "c2"],
    ["Caracas", undefined],
    ["9", undefined],
    ["", undefined],
  ])("«%s» selects %s", (typed, expected) => expect(matchChoice(typed, options)?.id).toBe(expected));
  test("a misspelling that is near two titles selects neither", () => {
    expect(matchChoice("casas", choices("Casan", "Casal"))).toBeNull();
  });
});

describe("[C105 C151] refused before any HTTP", () => {
  const template = (value: string): OutboundContent => ({
    kind: "template",
    name: "pago_recibido",
    language: "es",
    variables: [{ name: "nombre", value }],
    replies: [],
    text: "Gracias",
  });
  test.each([
    ["empty", { kind: "text", text: "  " }, "message_empty"],
    ["too long", { kind: "text", text: "a".repeat(ceilings.text + 1) }, "message_too_long"],
    ["four buttons", { kind: "buttons", text: "x", choices: many(4) }, "interactive_invalid"],
    [
      "equal titles",
      {
        kind: "buttons",
        text: "x",
        choices: [
          { id: "a", title: "Sí" },
          { id: "b", title: "Sí" },
        ],
      },
      "interactive_invalid",
    ],
    ["no rows", { kind: "list", text: "x", button: "Ver", choices: [] }, "interactive_invalid"],
    ["an empty variable", template(" "), "template_variable_missing"],
  ] as [string, OutboundContent, string][])("%s", (_label, content, reason) => {
    expect(checkContent(content)).toMatchObject({ ok: false, reason });
  });
});
