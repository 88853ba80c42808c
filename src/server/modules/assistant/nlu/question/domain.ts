import { hasWord } from "@/server/modules/assistant/nlu/candidates/domain";
import { contentTokens, namesProduct, type VehicleHint } from "@/server/modules/assistant/nlu/catalog/domain";
import type { Entities, Span } from "@/server/modules/assistant/nlu/entities/domain";
import { conceptOf } from "@/server/modules/assistant/nlu/lexicon/domain";
import type { Token } from "@/server/modules/assistant/nlu/text/domain";
import type { Part, RememberedItem, TurnInput } from "@/server/modules/assistant/nlu/turn/domain";

/** What a message asks for: which product, which of several, for which car, in which branch. */

/** «Pastillas y batería» are two questions; «jamón y queso» is one filling, so food is never split. */
export function productParts(input: TurnInput, intent: string): readonly Part[] {
  const { tokens } = input.understanding.message;
  const kept = productTokens(input);
  const cut = tokens.find((token) => {
    if (token.text !== "y" && token.text !== ",") return false;
    const namesGoods = (side: readonly Token[]) => side.some((word) => conceptOf(word.text) === "_cosa");
    return (
      namesGoods(kept.filter(({ end }) => end <= token.start)) &&
      namesGoods(kept.filter(({ start }) => start >= token.end))
    );
  });
  const whole = productPart(input, intent);
  if (cut === undefined) return [whole];
  const texts = [kept.filter(({ end }) => end <= cut.start), kept.filter(({ start }) => start >= cut.end)].map((side) =>
    side.map(({ text }) => text).join(" "),
  );
  return texts.map((text) => ({ ...whole, searchText: text }));
}

export function productPart(
  input: TurnInput,
  intent: string,
  chosen?: RememberedItem,
  among?: readonly string[],
): Part {
  const { slots, entities, understanding } = input;
  const isSettled = chosen !== undefined || among !== undefined;
  const text = isSettled ? undefined : searchText(input);
  const item = chosen ?? (among !== undefined || mentionsProduct(input) ? undefined : slots.item);
  return {
    intent,
    asksCheaper: understanding.message.tokens.some(({ text: word }) =>
      /^(?:barat\w+|economic\w+|comod\w+|favorable)$/.test(word),
    ),
    branchId: branchOf(input),
    branchName: entities.branch?.name,
    quantity:
      entities.quantity?.problem === undefined && entities.quantity !== undefined
        ? String(entities.quantity.value)
        : item !== undefined || among !== undefined
          ? slots.quantity
          : undefined,
    vehicle: vehicleOf(input),
    item,
    among: chosen === undefined ? among : undefined,
    searchText: text ?? item?.name ?? slots.productText,
  };
}

/** The branch named now; else the one spoken of, until something else is asked for, which is asked of the branch written to. */
export const branchOf = (input: TurnInput): string | undefined => {
  const { entities, slots, homeBranchId } = input;
  if (entities.branch !== undefined) return entities.branch.branchId;
  return mentionsProduct(input) ? (homeBranchId ?? slots.branchId) : (slots.branchId ?? homeBranchId);
};

export function vehicleOf(input: TurnInput): VehicleHint | undefined {
  const { entities, slots } = input;
  if (entities.vehicle === undefined) {
    const year = yearSaid(input);
    return year === undefined ? slots.vehicle : { ...slots.vehicle, year };
  }
  const { make, model, year } = entities.vehicle;
  const isSameCar = model === undefined || model === slots.vehicle?.model;
  return isSameCar
    ? { make: make ?? slots.vehicle?.make, model: model ?? slots.vehicle?.model, year: year ?? slots.vehicle?.year }
    : { make, model, year };
}

/** «2015» alone answers the question for the car, and corrects the year of one that is known. */
function yearSaid({ understanding, slots }: TurnInput): number | undefined {
  if (slots.vehicle?.model === undefined && slots.pending?.kind !== "vehicle") return undefined;
  const found = understanding.message.tokens.find(
    ({ kind, text }) => kind === "number" && /^(?:19[6-9]\d|20[0-3]\d)$/.test(text),
  );
  return found === undefined ? undefined : Number(found.text);
}

/** Whether the message says no more than which car. */
export const answersVehicle = (input: TurnInput): boolean =>
  input.entities.vehicle !== undefined || yearSaid(input) !== undefined;

const inside = (token: Token, span: Span | undefined): boolean =>
  span !== undefined && token.start >= span.start && token.end <= span.end;

/** The words that can name a product: no courtesy, no branch, no day, no count, no car. */
function productTokens(input: TurnInput): readonly Token[] {
  const { understanding, entities } = input;
  const { branch, moment, quantity, money, document }: Entities = entities;
  const year = yearSaid(input);
  return contentTokens(understanding.message.tokens).filter(
    (token) =>
      token.text !== String(year) &&
      ![branch, moment, quantity, money, document].some((entity) => inside(token, entity?.span)),
  );
}

const isOfVehicle = ({ entities }: TurnInput, token: Token): boolean =>
  inside(token, entities.vehicle?.span) && !namesProduct(token);
/** A part number: letters and digits, not the name of the car nor its plate. */
function codeIn({ understanding, entities }: TurnInput): (Span & { text: string }) | undefined {
  const found = CODE.exec(understanding.message.source.slice(0, 400));
  if (found === null) return undefined;
  const code = { text: found[0], start: found.index, end: found.index + found[0].length };
  const isOther = [entities.vehicle, entities.vin, entities.plate].some(
    (other) => other !== undefined && other.span.start < code.end && code.start < other.span.end,
  );
  return isOther ? undefined : code;
}

const CODE = /(?<![\w@.])(?:[a-z]{1,5}-\d[\w-]*|\d[\w]*-[a-z][\w-]*|[a-z]{2,5}\d{3,}\w*)(?![\w@])/i;

export const mentionsProduct = (input: TurnInput): boolean =>
  productTokens(input).some(namesProduct) || codeIn(input) !== undefined;
export const mentionsContent = (input: TurnInput): boolean =>
  codeIn(input) !== undefined || productTokens(input).some((token) => !isOfVehicle(input, token));

function searchText(input: TurnInput): string | undefined {
  if (!mentionsContent(input)) return undefined;
  const { slots } = input;
  const mayBeFollowUp = !mentionsProduct(input) && slots.item !== undefined;
  if (mayBeFollowUp) return undefined;
  const code = codeIn(input);
  const words = productTokens(input).filter((token) => !inside(token, code));
  return [...words, ...(code === undefined ? [] : [code])]
    .map(({ text }) => text)
    .join(" ")
    .slice(0, 200);
}

/** «Las traseras», «la brembo», «dame 2 de las kyb»: some of what answered the last question, told by their own words. */
export function candidatesNamed(input: TurnInput): readonly RememberedItem[] {
  const candidates = input.slots.candidates ?? [];
  if (candidates.length < 2 || input.entities.vehicle !== undefined || codeIn(input) !== undefined) return [];
  const spoken = productTokens(input);
  const isOwn = ({ text }: Token) => candidates.some((one) => hasWord(one, text));
  const own = spoken.filter(isOwn);
  if (own.length === 0 || spoken.some((token) => !isOwn(token) && namesProduct(token))) return [];
  const kept = candidates.filter((one) => own.every(({ text }) => hasWord(one, text)));
  return kept.length < candidates.length ? kept : [];
}
