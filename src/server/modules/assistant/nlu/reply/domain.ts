import { contentTokens, namesProduct, type VehicleHint } from "@/server/modules/assistant/nlu/catalog/domain";
import type { UnderstoodIntent } from "@/server/modules/assistant/nlu/domain";
import type { Entities, Span } from "@/server/modules/assistant/nlu/entities/domain";
import { conceptOf } from "@/server/modules/assistant/nlu/lexicon/domain";
import { HUMAN_OPTION, selectOption } from "@/server/modules/assistant/nlu/options/domain";
import { acceptsOffer, asksForDiscount, isLaughter } from "@/server/modules/assistant/nlu/phrases/domain";
import { planStaffTurn } from "@/server/modules/assistant/nlu/staff/domain";
import type { Token } from "@/server/modules/assistant/nlu/text/domain";
import {
  type HandoffCode,
  KNOWLEDGE_INTENTS,
  type Option,
  type OptionChoice,
  type Part,
  type Plan,
  PRODUCT_INTENTS,
  type RememberedItem,
  type Slots,
  type ToolRequest,
  type TurnInput,
} from "@/server/modules/assistant/nlu/turn/domain";
import { ASK, HANDOFF_TEXT, INTENT_TITLES, say } from "@/server/modules/assistant/nlu/wording/domain";

export { composeReply } from "@/server/modules/assistant/nlu/answer/domain";
export { gatherResults, nextTools } from "@/server/modules/assistant/nlu/facts/domain";

const MOST_PARTS = 2;
/** Under this, asking the catalogue is better than asking the person. */
const GUESS_BELOW = 0.5;
const SEARCH_LIMIT = 5;
/** A slot is asked for at most this often; then a person takes over. */
const MOST_ASKS = 2;

/** First phase: what the turn is about and which tools it needs. Decides nothing about stock or prices. */
export function planTurn(input: TurnInput): Plan {
  const { understanding, slots, audience } = input;
  const said = understanding.message.tokens.filter((token) => token.kind !== "punctuation");
  const plain = said.map(({ text }) => text).join(" ");
  const isBareSign =
    said.every(({ kind }) => kind === "emoji") &&
    slots.pending === undefined &&
    !understanding.message.source.includes("?");
  if (input.buttonId === undefined && (isBareSign || isLaughter(plain))) return base(input, "silence", slots);
  if (input.buttonId === undefined && said.length === 0) return fixed(input, "ask", say.whatElse, slots.options);
  if (understanding.isEmergency) return handoff(input, "emergency", say.emergency(input.business.emergencyNumber));
  const chosen = chosenOption(input);
  if (chosen !== undefined) return planChoice(input, chosen);
  if (input.buttonId !== undefined) return fixed(input, "ask", say.optionExpired, slots.options ?? [HUMAN_OPTION]);
  if (audience === "staff") return planStaffTurn(input, base(input, "answer", slots));
  if (understanding.isHumanRequest) return handoff(input, "asked_human");
  const injections = (slots.injections ?? 0) + (understanding.isInjection ? 1 : 0);
  if (understanding.isInjection && injections > 1) return handoff(input, "injection_suspected");
  if (isOffering(slots) && acceptsOffer(plain)) return planAffirm(input);
  if (asksForDiscount(plain) && understanding.intents[0].intent !== "payment_how")
    return handoff(input, "approval_needed", say.discount);
  return planIntents({ ...input, slots: { ...slots, injections } });
}

const isOffering = ({ pending }: Slots): boolean => pending?.kind === "reserve" || pending?.kind === "quote";

function chosenOption({ buttonId, slots, understanding }: TurnInput): Option | undefined {
  const options = slots.options ?? [];
  if (buttonId !== undefined) return options.find((option) => option.id === buttonId);
  return selectOption(options, understanding.message);
}

function planChoice(input: TurnInput, { choice }: Option): Plan {
  const lastIntent = input.slots.lastIntent ?? "product_availability";
  const settle: { [K in OptionChoice["kind"]]: (choice: Extract<OptionChoice, { kind: K }>) => Plan } = {
    human: () => handoff(input, "asked_human"),
    yes: () => planAffirm(input),
    no: () => fixed(input, "answer", say.declined),
    item: ({ item }) =>
      planParts(input, [
        productPart(input, PRODUCT_INTENTS.has(lastIntent) ? lastIntent : "product_availability", item),
      ]),
    intent: ({ intent }) => planParts(input, partsFor(input, intent)),
  };
  switch (choice.kind) {
    case "item":
      return settle.item(choice);
    case "intent":
      return settle.intent(choice);
    case "human":
      return settle.human(choice);
    case "yes":
      return settle.yes(choice);
    case "no":
      return settle.no(choice);
  }
}

function planIntents(input: TurnInput): Plan {
  const { understanding, slots, entities } = input;
  const [first] = understanding.intents;
  const pending = slots.pending;
  const isFreshQuestion = first.confidence === "act" && !["vehicle_info", "affirm", "deny"].includes(first.intent);
  if (pending?.kind === "vehicle" && entities.vehicle !== undefined)
    return planParts(input, [productPart(input, pending.intent, slots.item)]);
  if (pending?.kind === "product" && !isFreshQuestion && mentionsContent(input))
    return planParts(input, [productPart(input, pending.intent)]);
  const isSure = first.confidence === "act" || (first.confidence === "confirm" && pending !== undefined);
  if (first.intent === "affirm" && isSure) return planAffirm(input);
  if (first.intent === "deny" && isSure) return fixed(input, "answer", say.declined);

  const isAboutTheSame = slots.item !== undefined && (entities.quantity ?? entities.branch) !== undefined;
  if (first.confidence === "clarify" && isAboutTheSame && !mentionsContent(input)) {
    return planParts(input, [productPart(input, slots.lastIntent ?? "product_availability")]);
  }

  const wanted = understanding.intents.slice(0, MOST_PARTS).map((one) => settledIntent(input, one));
  if (wanted.some((one) => one.confidence === "clarify")) {
    return mentionsContent(input) ? guess(input) : clarify(input);
  }
  const unsure = wanted.find((one) => one.confidence === "confirm");
  if (unsure !== undefined && unsure.probability < GUESS_BELOW && mentionsContent(input)) return guess(input);
  if (unsure !== undefined) return confirm(input, unsure);
  const parts = wanted.flatMap(({ intent }) => partsFor(input, intent));
  return planParts(input, withoutRepeats(parts));
}

/** Words nobody taught the classifier may still be a product; the catalogue decides. */
const guess = (input: TurnInput): Plan =>
  planParts(input, [{ ...productPart(input, "product_availability"), isGuess: true }]);

/** A message that names a product is about that product, even when the classifier hesitates over how it was put. */
function settledIntent(input: TurnInput, one: UnderstoodIntent): UnderstoodIntent {
  if (one.confidence === "act" || !mentionsProduct(input)) return one;
  return { ...one, confidence: "act", intent: PRODUCT_INTENTS.has(one.intent) ? one.intent : "product_availability" };
}

const ONE_ANSWER: ReadonlySet<string> = new Set([
  "product_availability",
  "product_price",
  "branch_stock",
  "order_create",
]);

/** Stock and price of one product are one answer. */
function withoutRepeats(parts: readonly Part[]): readonly Part[] {
  const isSame = (left: Part, right: Part) =>
    ONE_ANSWER.has(left.intent) && ONE_ANSWER.has(right.intent) && left.searchText === right.searchText;
  return parts
    .filter((part, at) => parts.findIndex((other) => isSame(other, part)) >= at || !ONE_ANSWER.has(part.intent))
    .slice(0, MOST_PARTS);
}

function partsFor(input: TurnInput, intent: string): readonly Part[] {
  if (PRODUCT_INTENTS.has(intent)) return productParts(input, intent);
  if (intent === "vehicle_info" && (input.slots.item !== undefined || input.slots.productText !== undefined)) {
    return [productPart(input, input.slots.pending?.intent ?? "product_availability")];
  }
  return [
    {
      intent,
      branchId: branchOf(input),
      branchName: input.entities.branch?.name,
      searchText: input.understanding.message.source.slice(0, 400),
      vehicle: vehicleOf(input),
    },
  ];
}

/** «Pastillas y batería» are two questions; «jamón y queso» is one filling, so food is never split. */
function productParts(input: TurnInput, intent: string): readonly Part[] {
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

function productPart(input: TurnInput, intent: string, chosen?: RememberedItem): Part {
  const { slots, entities, understanding } = input;
  const text = chosen === undefined ? searchText(input) : undefined;
  const item = chosen ?? (mentionsProduct(input) ? undefined : slots.item);
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
        : slots.quantity,
    vehicle: vehicleOf(input),
    item,
    searchText: text ?? item?.name ?? slots.productText,
  };
}

const branchOf = ({ entities, slots }: TurnInput): string | undefined => entities.branch?.branchId ?? slots.branchId;

function vehicleOf({ entities, slots }: TurnInput): VehicleHint | undefined {
  if (entities.vehicle === undefined) return slots.vehicle;
  const { make, model, year } = entities.vehicle;
  const isSameCar = model === undefined || model === slots.vehicle?.model;
  return isSameCar
    ? { make: make ?? slots.vehicle?.make, model: model ?? slots.vehicle?.model, year: year ?? slots.vehicle?.year }
    : { make, model, year };
}

const inside = (token: Token, span: Span | undefined): boolean =>
  span !== undefined && token.start >= span.start && token.end <= span.end;

/** The words that can name a product: no courtesy, no branch, no day, no count, no car. */
function productTokens({ understanding, entities }: TurnInput): readonly Token[] {
  const { branch, moment, quantity, money, document }: Entities = entities;
  return contentTokens(understanding.message.tokens).filter(
    (token) => ![branch, moment, quantity, money, document].some((entity) => inside(token, entity?.span)),
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

const mentionsProduct = (input: TurnInput): boolean =>
  productTokens(input).some(namesProduct) || codeIn(input) !== undefined;
const mentionsContent = (input: TurnInput): boolean =>
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

function planParts(input: TurnInput, parts: readonly Part[]): Plan {
  const plan = { ...base(input, "answer", remember(input, parts)), parts };
  const [first] = parts;
  if (first === undefined) return clarify(input);
  const { quantity } = input.entities;
  if (quantity?.problem !== undefined && parts.some(({ intent }) => PRODUCT_INTENTS.has(intent))) {
    return fixed(input, "ask", quantity.problem === "too_large" ? ASK.quantityTooLarge : ASK.quantity);
  }
  const slot = missingSlot(parts);
  if (slot !== undefined) return askFor(input, slot, parts);
  const tools = parts.flatMap((part, at) => firstTools(input, part, at));
  return { ...plan, intent: first.intent, tools };
}

function missingSlot(parts: readonly Part[]): "product" | "vehicle" | undefined {
  const product = parts.find(({ intent }) => PRODUCT_INTENTS.has(intent));
  if (product === undefined) return undefined;
  if (product.searchText === undefined) return "product";
  return product.intent === "product_fitment" && product.vehicle?.model === undefined ? "vehicle" : undefined;
}

function askFor(input: TurnInput, kind: "product" | "vehicle", parts: readonly Part[]): Plan {
  const { slots } = input;
  const times = slots.pending?.kind === kind ? slots.pending.times + 1 : 1;
  if (times > MOST_ASKS) return handoff(input, "repeated_miss");
  const asking = {
    ...input,
    slots: { ...remember(input, parts), pending: { kind, intent: parts[0]?.intent ?? "product_availability", times } },
  };
  return fixed(asking, "ask", ASK[kind], times > 1 ? [HUMAN_OPTION] : undefined);
}

function firstTools({ optionalTools }: TurnInput, part: Part, at: number): readonly ToolRequest[] {
  if (PRODUCT_INTENTS.has(part.intent)) {
    return [
      {
        id: `search:${at}`,
        tool: "search_products",
        input: { text: part.searchText ?? "", vehicle: part.vehicle, limit: SEARCH_LIMIT },
      },
    ];
  }
  if (part.intent === "hours_location") return [{ id: `branches:${at}`, tool: "branch_info", input: {} }];
  if (part.intent === "opt_out") return [{ id: `done:${at}`, tool: "opt_out", input: {} }];
  if (part.intent === "vehicle_info" && part.vehicle !== undefined && optionalTools?.has("save_vehicle") === true) {
    return [{ id: `done:${at}`, tool: "save_vehicle", input: { vehicle: part.vehicle } }];
  }
  if (KNOWLEDGE_INTENTS.has(part.intent) && optionalTools?.has("search_knowledge") === true) {
    return [{ id: `knowledge:${at}`, tool: "search_knowledge", input: { text: part.searchText ?? "" } }];
  }
  return [];
}

/** «Sí» means what the last question asked; without one it means nothing. */
function planAffirm(input: TurnInput): Plan {
  const { slots, optionalTools } = input;
  const { pending, item } = slots;
  if (pending?.kind === "quote" && item !== undefined && optionalTools?.has("create_quote") === true) {
    const tools: readonly ToolRequest[] = [
      { id: "quote:0", tool: "create_quote", input: { itemId: item.itemId, quantity: slots.quantity ?? "1" } },
    ];
    return {
      ...base(input, "answer", { ...slots, pending: undefined, options: undefined }),
      intent: "quote_request",
      tools,
      parts: [{ intent: "quote_confirmed", item }],
    };
  }
  if (isOffering(slots)) {
    return handoff(input, "approval_needed", pending?.kind === "quote" ? say.quoteToPerson : say.reserveToPerson);
  }
  return fixed(input, "ask", say.whatElse);
}

function confirm(input: TurnInput, unsure: UnderstoodIntent): Plan {
  const likely = unsure.ranking.filter(({ intent }) => INTENT_TITLES[intent] !== undefined).slice(0, 2);
  if (likely.length === 0) return clarify(input);
  const options = likely.map(
    ({ intent }): Option => ({
      id: `intent:${intent}`,
      title: INTENT_TITLES[intent] ?? intent,
      choice: { kind: "intent", intent },
    }),
  );
  return fixed(input, "ask", say.didYouMean, [...options, HUMAN_OPTION]);
}

/** One clarification; a second miss goes to a person. */
function clarify(input: TurnInput): Plan {
  const misses = (input.slots.misses ?? 0) + 1;
  if (misses > 1) return handoff(input, "low_confidence");
  return fixed({ ...input, slots: { ...input.slots, misses } }, "ask", say.notUnderstood, say.startOptions);
}

function remember(input: TurnInput, parts: readonly Part[]): Slots {
  const [first] = parts;
  const named = parts.find(({ intent }) => PRODUCT_INTENTS.has(intent));
  return {
    ...input.slots,
    vehicle: vehicleOf(input),
    productText: named?.searchText ?? input.slots.productText,
    branchId: branchOf(input),
    quantity: named?.quantity,
    lastIntent: first?.intent ?? input.slots.lastIntent,
    options: undefined,
    pending: undefined,
  };
}

function base(input: TurnInput, kind: Plan["kind"], slots: Slots): Plan {
  const [{ intent, probability, why }] = input.understanding.intents;
  return {
    kind,
    audience: input.audience,
    intent,
    probability,
    why,
    tools: [],
    parts: [],
    business: input.business,
    slots,
  };
}

function fixed(input: TurnInput, kind: "ask" | "answer", text: string, options?: readonly Option[]): Plan {
  const isAnswer = kind === "answer";
  const slots = { ...input.slots, options, ...(isAnswer ? { pending: undefined, misses: 0 } : {}) };
  return { ...base(input, kind, slots), fixed: { text, options } };
}

function handoff(input: TurnInput, code: HandoffCode, text: string = HANDOFF_TEXT[code]): Plan {
  const slots = { ...input.slots, options: undefined, pending: undefined, misses: 0 };
  return { ...base(input, "handoff", slots), fixed: { text }, handoffCode: code };
}
