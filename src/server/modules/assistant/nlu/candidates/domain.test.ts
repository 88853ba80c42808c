import { expect, test } from "vitest";
import { hasWord, ownWords, questionOver, withArticle } from "@/server/modules/assistant/nlu/candidates/domain";
import { groupOptions, selectOption, toButtons } from "@/server/modules/assistant/nlu/options/domain";
import { normalise } from "@/server/modules/assistant/nlu/text/domain";

const pad = (side: string, brand: string, years = "2009–2019", model = "Corolla") => ({
  itemId: `${side}-${brand}-${years}`,
  name: `Pastillas de freno ${side} ${model} ${years}`,
  brand,
});
const corolla = { model: "Corolla", year: 2015 };

test("[T9] [C76] the question is the fewest words that part the candidates, years first and brand last", () => {
  const sides = [pad("traseras", "Brembo"), pad("delanteras", "Brembo"), pad("delanteras", "Bendix")];
  expect(ownWords(sides)).toEqual(["traseras", "delanteras", "delanteras"]);
  expect(questionOver(sides, corolla)).toMatchObject({
    kind: "word",
    groups: [{ title: "delanteras" }, { title: "traseras" }],
  });
  const brands = [pad("traseras", "Brembo"), pad("traseras", "Frasle")];
  expect(questionOver(brands, corolla)).toMatchObject({
    kind: "brand",
    groups: [{ title: "Brembo" }, { title: "Frasle" }],
  });
  const years = [pad("traseras", "Brembo", "2009–2019"), pad("delanteras", "Frasle", "2003–2008")];
  expect(questionOver(years, { model: "Corolla" })).toMatchObject({
    kind: "years",
    groups: [{ title: "2003–2008" }, { title: "2009–2019" }],
  });
});

test("[T9] [C76] parts of several cars are not offered before the car is known", () => {
  const cars = [pad("traseras", "Brembo", "2009–2019"), pad("traseras", "Brembo", "2011–2018", "Aveo")];
  expect(questionOver(cars, undefined)).toEqual({ kind: "vehicle" });
});

test.each([
  ["delanteras", true],
  ["delantero", true],
  ["adelante", true],
  ["delanteraz", true],
  ["brembo", true],
  ["brenbo", true],
  ["atras", false],
  ["bendix", false],
])("[T9] [C77] «%s» is one of the item's words: %s", (spoken, wanted) => {
  expect(hasWord(pad("delanteras", "Brembo"), spoken)).toBe(wanted);
});

test("[T9] [C106] buttons carry the words that differ, numbers choose among the written lines, and «dame 2» counts", () => {
  const [rear, front, other] = [pad("traseras", "Brembo"), pad("delanteras", "Brembo"), pad("delanteras", "Bendix")];
  const options = groupOptions(
    [
      { title: "delanteras", items: [front, other] },
      { title: "traseras", items: [rear] },
    ],
    [front, rear, other],
  );
  expect(toButtons(options)?.map(({ title }) => title)).toEqual(["Delanteras", "Traseras"]);
  const typed = (text: string) => selectOption(options, normalise(text))?.choice;
  expect(typed("la 3")).toEqual({ kind: "item", item: other });
  expect(typed("las traseras")).toEqual({ kind: "item", item: rear });
  expect(typed("delantera")).toEqual({ kind: "among", itemIds: [front.itemId, other.itemId] });
  expect(typed("dame la 2")).toEqual({ kind: "item", item: rear });
  expect(typed("dame 2")).toBeUndefined();
});

test.each([
  ["traseras", "Las traseras"],
  ["delantero", "El delantero"],
  ["trasera", "La trasera"],
  ["iridium", "Iridium"],
])("«%s» is called «%s»", (word, said) => {
  expect(withArticle(word)).toBe(said);
});
