import type { UnderstoodIntent } from "@/server/modules/assistant/nlu/domain";
import { HUMAN_OPTION, selectOption } from "@/server/modules/assistant/nlu/options/domain";
import { acceptsOffer, asksForDiscount, isLaughter } from "@/server/modules/assistant/nlu/phrases/domain";
import {
  answersVehicle,
  branchOf,
  candidatesNamed,
  mentionsContent,
  mentionsProduct,
  productPart,
  productParts,
  vehicleOf,
} from "@/server/modules/assistant/nlu/question/domain";
import { planStaffTurn } from "@/server/modules/assistant/nlu/staff/domain";
import {
  type HandoffCode,
  KNOWLEDGE_INTENTS,
  type Option,
  type OptionChoice,
  type Part,
  type Plan,
  PRODUCT_INTENTS,
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
/** Every brand and position of one part for one car, so that a tie is seen whole. */
const SEARCH_LIMIT = 20;
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
    among: ({ itemIds, year }) => planAmong(input, itemIds, lastIntent, year),
    intent: ({ intent }) => planParts(input, partsFor(input, intent)),
  };
  switch (choice.kind) {
    case "item":
      return settle.item(choice);
    case "among":
      return settle.among(choice);
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

const productIntent = (intent: string): string => (PRODUCT_INTENTS.has(intent) ? intent : "product_availability");

function planAmong(input: TurnInput, itemIds: readonly string[], intent: string, year?: number): Plan {
  const { slots } = input;
  const vehicle = year === undefined ? slots.vehicle : { ...slots.vehicle, year };
  // A year settles the car; brands and positions stay open to «y las traseras?».
  const candidates = year === undefined ? slots.candidates : undefined;
  const known: TurnInput = { ...input, slots: { ...slots, vehicle, candidates } };
  return planParts(known, [productPart(known, productIntent(intent), undefined, itemIds)]);
}

/** Some of what was offered, picked out by its brand, its position or its years. */
function planCandidates(input: TurnInput): Plan | undefined {
  const { intent, confidence } = input.understanding.intents[0];
  // «Las traseras que compré salieron malas» names one of them and asks for none.
  if (confidence === "act" && !PRODUCT_INTENTS.has(intent) && !["affirm", "vehicle_info"].includes(intent))
    return undefined;
  const kept = candidatesNamed(input);
  const asked = ["product_alternative", "product_fitment"].includes(intent) ? "product_availability" : intent;
  // «La brembo», said of rear pads, means the rear ones.
  const alike = kept.filter(({ name }) => name === input.slots.item?.name);
  const meant = alike.length > 0 ? alike : kept;
  const [only, second] = meant;
  if (only === undefined) return undefined;
  const wanted = productIntent(PRODUCT_INTENTS.has(asked) ? asked : (input.slots.lastIntent ?? asked));
  if (second === undefined) return planParts(input, [productPart(input, wanted, only)]);
  return planAmong(
    input,
    meant.map(({ itemId }) => itemId),
    wanted,
  );
}

function planIntents(input: TurnInput): Plan {
  const { understanding, slots, entities } = input;
  const [first] = understanding.intents;
  const pending = slots.pending;
  const isFreshQuestion = first.confidence === "act" && !["vehicle_info", "affirm", "deny"].includes(first.intent);
  const picked = planCandidates(input);
  if (picked !== undefined) return picked;
  if (pending?.kind === "vehicle" && answersVehicle(input) && !mentionsProduct(input))
    return planParts(input, [productPart(input, pending.intent, slots.item)]);
  if (pending?.kind === "product" && !isFreshQuestion && mentionsContent(input))
    return planParts(input, [productPart(input, pending.intent)]);
  const isSure = first.confidence === "act" || (first.confidence === "confirm" && pending !== undefined);
  if (first.intent === "affirm" && isSure) return planAffirm(input);
  if (first.intent === "deny" && isSure) return fixed(input, "answer", say.declined);

  // «Dame 2», «mejor 4»: a count and nothing else is of what was just offered.
  if (
    first.confidence !== "act" &&
    slots.item !== undefined &&
    entities.quantity !== undefined &&
    !mentionsContent(input)
  )
    return planParts(input, [productPart(input, "order_create")]);

  const isAboutTheSame = slots.item !== undefined && (entities.quantity ?? entities.branch) !== undefined;
  if (first.confidence === "clarify" && isAboutTheSame && !mentionsContent(input)) {
    return planParts(input, [productPart(input, slots.lastIntent ?? "product_availability")]);
  }

  if (first.intent === "quote_request" && isSure && slots.item !== undefined && !mentionsProduct(input))
    return planQuote(input);

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

/** Something sold before went wrong: selling it again would be an insult, and a person costs little. */
const AFTER_SALE: ReadonlySet<string> = new Set(["complaint", "warranty_return", "order_status"]);

/** A message that names a product is about that product, even when the classifier hesitates over how it was put. */
function settledIntent(input: TurnInput, one: UnderstoodIntent): UnderstoodIntent {
  if (AFTER_SALE.has(one.intent) && one.probability >= GUESS_BELOW) return { ...one, confidence: "act" };
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
  const { slots } = input;
  if (slots.pending?.kind === "quote") return planQuote(input);
  if (isOffering(slots)) return handoff(input, "approval_needed", say.reserveToPerson);
  const isChoosing = slots.options?.some(({ choice }) => choice.kind === "item" || choice.kind === "among") === true;
  return isChoosing ? fixed(input, "ask", say.which, slots.options) : fixed(input, "ask", say.whatElse);
}

/** Of what was just spoken of: made at once where the shop lets it, else a person sends it. */
function planQuote(input: TurnInput): Plan {
  const { slots, optionalTools, entities } = input;
  const { item } = slots;
  const said = entities.quantity?.problem === undefined ? entities.quantity?.value : undefined;
  const quantity = said === undefined ? (slots.quantity ?? "1") : String(said);
  if (item === undefined || optionalTools?.has("create_quote") !== true)
    return { ...handoff(input, "approval_needed", say.quoteToPerson), intent: "quote_request" };
  const kept = { ...slots, branchId: branchOf(input), pending: undefined, options: undefined };
  return {
    ...base(input, "answer", kept),
    intent: "quote_request",
    tools: [{ id: "quote:0", tool: "create_quote", input: { itemId: item.itemId, quantity } }],
    parts: [{ intent: "quote_confirmed", item }],
  };
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
  const { productText, candidates } = input.slots;
  const isFollowUp = named === undefined || named.item !== undefined || named.searchText === undefined;
  const text = isFollowUp ? (productText ?? named?.searchText) : named.searchText;
  const vehicle = vehicleOf(input);
  const isSameCar = vehicle?.model === input.slots.vehicle?.model && vehicle?.year === input.slots.vehicle?.year;
  return {
    ...input.slots,
    vehicle,
    // Something else is asked for: what was settled before is no longer «it».
    item: isFollowUp ? input.slots.item : undefined,
    productText: text,
    candidates: text === productText && isSameCar ? candidates : undefined,
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
