import { resultOf } from "@/server/modules/assistant/nlu/facts/domain";
import { inventedFigures } from "@/server/modules/assistant/nlu/figures/domain";
import { HUMAN_OPTION, toButtons } from "@/server/modules/assistant/nlu/options/domain";
import { type Format, failed, type Said, sayProduct } from "@/server/modules/assistant/nlu/product/domain";
import { composeStaffAnswer } from "@/server/modules/assistant/nlu/staff/domain";
import {
  type BranchResult,
  type HandoffCode,
  type KnowledgeResult,
  type Part,
  type Plan,
  PRODUCT_INTENTS,
  type QuoteResult,
  type Reply,
  type Slots,
  type ToolResults,
} from "@/server/modules/assistant/nlu/turn/domain";
import { HANDOFF_TEXT, PERSON_INTENTS, say } from "@/server/modules/assistant/nlu/wording/domain";

const MOST_CHOICES = 3;

export type { Format };

/** Second phase: the wording, from nothing but this turn's tool results and the template. */
export function composeReply(plan: Plan, results: ToolResults, format: Format): Reply {
  if (plan.kind === "silence") return { kind: "silence", slots: plan.slots };
  if (plan.fixed !== undefined) {
    return {
      kind: plan.kind,
      text: plan.fixed.text,
      buttons: toButtons(plan.fixed.options),
      handoffCode: plan.handoffCode,
      slots: plan.slots,
    };
  }
  if (plan.audience === "staff") {
    return {
      kind: "answer",
      text: composeStaffAnswer(plan, results.staff ?? { ok: false }, format),
      slots: plan.slots,
    };
  }
  const said = plan.parts.map((part, at) => sayPart(plan, part, at, results, format));
  const text = said.flatMap((one) => one.text || []).join("\n");
  // What the person said may be said back to them.
  const spoken = plan.parts.map(({ vehicle, quantity }) => ({ vehicle, quantity }));
  const sources = [...Object.values(results), plan.business, spoken];
  if (inventedFigures(text, sources).length > 0) return handedOff(plan, "tool_error", HANDOFF_TEXT.tool_error);
  const code = said.find((one) => one.code !== undefined)?.code;
  const misses = said.some((one) => one.isMiss) ? (plan.slots.misses ?? 0) + 1 : 0;
  const last = said.findLast((one) => one.options !== undefined || one.pending !== undefined);
  const item = said.findLast((one) => one.item !== undefined)?.item ?? plan.slots.item;
  const pending = last?.pending === undefined ? undefined : { kind: last.pending, intent: plan.intent, times: 1 };
  const options = code === undefined ? last?.options : undefined;
  const kind = code !== undefined ? "handoff" : said.some((one) => one.kind === "ask") ? "ask" : "answer";
  const isNarrowed = plan.parts.some(({ among }) => among !== undefined);
  const offered = said.findLast((one) => one.candidates !== undefined)?.candidates;
  const candidates = isNarrowed ? (plan.slots.candidates ?? offered) : (offered ?? plan.slots.candidates);
  const slots: Slots = { ...plan.slots, item, candidates, pending, options, misses, hasIntroduced: true };
  if (text === "" && code === undefined) return { kind: "silence", slots };
  return { kind, text, buttons: toButtons(options), handoffCode: code, slots };
}

const handedOff = (plan: Plan, code: HandoffCode, text: string): Reply => ({
  kind: "handoff",
  text,
  handoffCode: code,
  slots: { ...plan.slots, options: undefined, pending: undefined },
});

function sayPart(plan: Plan, part: Part, at: number, results: ToolResults, format: Format): Said {
  if (PRODUCT_INTENTS.has(part.intent)) return sayProduct(plan, part, at, results, format);
  switch (part.intent) {
    case "greeting":
      return { text: say.greeting(plan.business.name, plan.slots.hasIntroduced === true), options: say.startOptions };
    case "thanks":
      return { text: say.thanks };
    case "out_of_scope":
      return { text: say.outOfScope(plan.business.name), options: [HUMAN_OPTION] };
    case "opt_out":
      return results[`done:${at}`]?.ok === true
        ? { text: say.optedOut }
        : { text: say.optOutToPerson, kind: "handoff", code: "approval_needed" };
    case "hours_location":
      return sayBranches(part, resultOf<BranchResult>(results, `branches:${at}`));
    case "quote_confirmed":
      return sayQuote(part, resultOf<QuoteResult>(results, "quote:0"));
    case "vehicle_info":
      return {
        text: say.vehicleNoted(/\d/.test(part.vehicle?.model ?? "") ? undefined : part.vehicle?.model),
        kind: "ask",
      };
    default:
      return sayKnown(part, at, results);
  }
}

function sayKnown(part: Part, at: number, results: ToolResults): Said {
  const passage = resultOf<KnowledgeResult>(results, `knowledge:${at}`)?.passages[0];
  if (passage !== undefined) return { text: passage.text, options: [HUMAN_OPTION] };
  const { code, text } = PERSON_INTENTS[part.intent] ?? { code: "no_source" as const, text: HANDOFF_TEXT.no_source };
  return { text, kind: "handoff", code };
}

function sayBranches({ branchId, branchName }: Part, found: BranchResult | undefined): Said {
  if (found === undefined) return failed();
  const named = branchName === undefined ? [] : found.branches.filter(({ id }) => id === branchId);
  const shown = (named.length > 0 ? named : found.branches).slice(0, MOST_CHOICES);
  if (shown.length === 0) return { text: HANDOFF_TEXT.no_source, kind: "handoff", code: "no_source" };
  const line = (branch: (typeof shown)[number]) =>
    [`*${branch.name}*`, branch.address, branch.hours]
      .filter((piece) => piece !== undefined && piece !== "")
      .join(" · ");
  return { text: shown.map(line).join("\n") };
}

/** A quote that was made sends its own message, with lines, total and link: a second bubble would say the same and cost money. */
function sayQuote({ item }: Part, quote: QuoteResult | undefined): Said {
  return quote === undefined ? failed() : { text: "", item };
}
