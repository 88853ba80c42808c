import fc from "fast-check";
import { expect, test } from "vitest";
import { type Country, normalise } from "@/server/modules/assistant/nlu/text/domain";

test.each([
  ["Holaaaa, ¿TENÉS pastillas?", "hola , tienes pastillas ?"],
  ["k precio tiene xfa", "que precio tiene por favor"],
  ["pal corolla", "para el corolla"],
  ["tmb xq no", "tambien por que no"],
  ["decime si podés", "dime si puedes"],
  ["caucho 205/55 R16", "caucho 205/55r16"],
  ["185 65 rin 15", "185/65r15"],
  ["aceite 10 W 40", "aceite 10w40"],
  ["195x65", "195/65"],
  ["treinta y cinco bujías", "35 bujias"],
  ["dos mil quinientos", "2500"],
  ["15 mil pesos", "15000 pesos"],
  ["mil gracias", "mil gracias"],
  ["el año que viene", "el año que viene"],
  ["👍🏽 listo 😡", "emo_si listo emo_enojo"],
])("[T9] [C75] «%s» is read as «%s»", (text, wanted) => {
  expect(normalise(text).text).toBe(wanted);
});

test.each([
  ["1.234,50", "VE", "1234.50"],
  ["1,234.50", "MX", "1234.50"],
  ["1.500", "AR", "1500"],
  ["1,500", "MX", "1500"],
  ["1.6", "AR", "1.6"],
  ["1.6", "MX", "1.6"],
  ["2,5", "CL", "2.5"],
] as const)("[T9] [C75] %s in %s is %s", (text, country, wanted) => {
  expect(normalise(text, country).text).toBe(wanted);
});

test("[T9] [C75] reading twice changes nothing", () => {
  const piece = fc.constantFrom(
    "hola",
    "q",
    "xq",
    "pal",
    "treinta",
    "y",
    "cinco",
    "mil",
    "quinientos",
    "1.234,5",
    "1,234",
    "205/55 r16",
    "10w40",
    "tenés",
    "ñandú",
    "👍",
    "?",
    "¡",
    "15/12",
    "x4",
    "HOLAAA",
    "8:30",
    "a@b.co",
    "🔥",
    "_",
    "emo_si",
    "una",
    "1.2340",
  );
  const country = fc.constantFrom<Country>("VE", "MX", "AR", "CO");
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "grapheme", maxLength: 60 }),
        fc.array(piece, { maxLength: 12 }).map((all) => all.join(" ")),
      ),
      country,
      (text, where) => {
        const once = normalise(text, where).text;
        expect(normalise(once, where).text).toBe(once);
      },
    ),
    { numRuns: 4_000, seed: 11 },
  );
});

test("[T9] [C75] every token points at the letters it came from", () => {
  const text = "Oye, ¿tenés BUJÍAS pal Corolla?";
  const { tokens } = normalise(text);
  expect(tokens.map(({ start, end }) => text.slice(start, end))).toEqual([
    "Oye",
    ",",
    "tenés",
    "BUJÍAS",
    "pal",
    "pal",
    "Corolla",
    "?",
  ]);
});

test("[T9] [C148] only the beginning of an endless message is read", () => {
  expect(normalise("hola ".repeat(20_000)).tokens.length).toBe(400);
});
