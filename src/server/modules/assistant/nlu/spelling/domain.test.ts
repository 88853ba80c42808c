import fc from "fast-check";
import { expect, test } from "vitest";
import { allowedDistance, editDistance, soundOf, stem } from "@/server/modules/assistant/nlu/spelling/domain";
import { emptyVocabulary, learnWord, matchWord, QUALITY } from "@/server/modules/assistant/nlu/vocabulary/domain";

test.each([
  ["bateria", "vateria"],
  ["bujia", "bugia"],
  ["cremallera", "cremayera"],
  ["caucho", "kaucho"],
  ["aceite", "aseite"],
  ["hamburguesa", "amburguesa"],
  ["quimico", "kimico"],
  ["zapata", "sapata"],
  ["corolla", "corrolla"],
])("[T9] [C77] «%s» and «%s» sound the same", (one, other) => {
  expect(soundOf(one)).toBe(soundOf(other));
});

test.each([
  ["chico", "cico"],
  ["gato", "jato"],
  ["casa", "cama"],
])("[T9] [C77] «%s» and «%s» do not", (one, other) => {
  expect(soundOf(one)).not.toBe(soundOf(other));
});

test("[T9] [C77] plurals meet their singular", () => {
  for (const [many, one] of [
    ["pastillas", "pastilla"],
    ["amortiguadores", "amortiguador"],
    ["cables", "cable"],
    ["llaves", "llave"],
  ] as const) {
    expect(stem(many)).toBe(stem(one));
  }
});

test("[T9] [C77] one mistake from four letters, two above seven, none below", () => {
  expect([3, 4, 7, 8].map(allowedDistance)).toEqual([0, 1, 1, 2]);
  expect(editDistance("filtro", "fltro", 2)).toBe(1);
  expect(editDistance("filtro", "flitro", 2)).toBe(1);
  expect(editDistance("radiador", "ratiatro", 2)).toBe(3);
});

test("[T9] [C77] distance is symmetric and zero only for equal words", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "r"), maxLength: 9 });
  fc.assert(
    fc.property(word, word, (one, other) => {
      expect(editDistance(one, other, 20)).toBe(editDistance(other, one, 20));
      expect(editDistance(one, other, 20) === 0).toBe(one === other);
    }),
    { seed: 5 },
  );
});

test.each([
  ["pastillas", QUALITY.exact],
  ["balatas", QUALITY.synonym],
  ["pastiyas", QUALITY.sound],
  ["pastilas", QUALITY.edit],
  ["valatas", QUALITY.sound],
  ["pastilllaz", QUALITY.farEdit],
  ["tornillo", undefined],
])("[T9] [C77] «%s» finds «pastilla» with quality %s", (word, quality) => {
  const vocabulary = emptyVocabulary();
  learnWord(vocabulary, "pastilla");
  expect(matchWord(vocabulary, word)[0]?.quality).toBe(quality);
});
