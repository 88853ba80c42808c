import fc from "fast-check";
import { expect, test } from "vitest";
import { itemOptions, selectOption, shortTitles } from "@/server/modules/assistant/nlu/options/domain";
import { normalise } from "@/server/modules/assistant/nlu/text/domain";

test("[T9] [C106] titles are cut at a word and stay apart", () => {
  expect(shortTitles(["Kit de embrague Logan 1.6", "Batería 800"])).toEqual(["Kit de embrague", "Batería 800"]);
  const alike = shortTitles([
    "Pastillas de freno Corolla delantero",
    "Pastillas de freno Corolla trasero",
    "Pastillas de freno Corolla 2009",
  ]);
  expect(new Set(alike).size).toBe(3);
});

test("[T9] [C105] no title is longer than a button allows, whatever the shop calls its things", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 60 }), { maxLength: 6 }), (names) => {
      const options = itemOptions(names.map((name, at) => ({ itemId: `i${at}`, name })));
      expect(options.length).toBeLessThanOrEqual(3);
      for (const { title } of options) expect(title.length).toBeLessThanOrEqual(20);
    }),
    { seed: 3 },
  );
});

const options = itemOptions([
  { itemId: "a", name: "Bujía iridium" },
  { itemId: "b", name: "Bujía platino" },
]);

test.each([
  ["1", "a"],
  ["la 2", "b"],
  ["el segundo", "b"],
  ["la primera por favor", "a"],
  ["Bujía platino", "b"],
  ["bujia iridum", "a"],
  ["3", undefined],
  ["quiero 2 baterias", undefined],
  ["donde quedan", undefined],
])("[T9] [C106] typed «%s» selects %s", (text, wanted) => {
  const chosen = selectOption(options, normalise(text))?.choice;
  expect(chosen?.kind === "item" ? chosen.item.itemId : undefined).toBe(wanted);
});
