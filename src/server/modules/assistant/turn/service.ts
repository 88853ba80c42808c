import { isAppError } from "@/lib/errors";
import { formatMoney } from "@/lib/format";
import type { ConversationId, MemberId, TurnId } from "@/lib/ids";
import { handoff, markTurn, sendMessageIn, type ThreadMessage, turnInput } from "@/server/modules/conversations/public";
import { customerOfContact, saveVehicle, vehiclesOf } from "@/server/modules/customers/public";
import type { ServiceContext } from "@/server/platform/context";
import { memberContext } from "@/server/platform/context/member";
import { publish } from "@/server/platform/outbox";
import { botPermissions, decisionOf, latestBurst, memoryEnds, shouldAnswer, wordlessReply } from "../domain";
import { turnCompleted } from "../events";
import type { VehicleHint } from "../nlu/catalog/domain";
import { understand } from "../nlu/domain";
import { type BranchName, extractEntities } from "../nlu/entities/domain";
import { decodeModel, type NluModel, type StoredModel } from "../nlu/model/domain";
import { composeReply, gatherResults, planTurn } from "../nlu/reply/domain";
import type { RememberedItem, Reply, Slots, ToolAnswer, ToolName, ToolRequest } from "../nlu/turn/domain";
import { staffReader } from "../staff/repository";
import { countryOf, decideByButton } from "../staff/service";
import { type ToolCallRow, turnReader, turnRepository } from "./repository";

export type TurnOutcome = "answered" | "handed_off" | "silent" | "skipped" | "superseded";

const textLimit = 2_000;
const optionalTools: ReadonlySet<ToolName> = new Set<ToolName>(["create_quote", "save_vehicle"]);

let loading: Promise<NluModel> | undefined;
/** The shipped model, read once a process when the first message needs it. */
function loadModel(): Promise<NluModel> {
  loading ??= import("../nlu/model.json", { with: { type: "json" } }).then((file) =>
    decodeModel(file.default as unknown as StoredModel),
  );
  return loading;
}

const botOf = (ctx: ServiceContext): ServiceContext =>
  ctx.as({ kind: "bot", id: "assistant", name: "IA" }, botPermissions);

interface Said {
  text: string;
  choiceId: string | null;
  wordlessKind: string | null;
}
function saidIn(messages: readonly ThreadMessage[]): Said {
  const text = messages
    .map(({ body }) => body.trim())
    .filter(Boolean)
    .join("\n")
    .replace(/^\//, "")
    .slice(0, textLimit);
  const last = messages.at(-1);
  const choiceId = typeof last?.content.choiceId === "string" ? last.content.choiceId : null;
  return { text, choiceId, wordlessKind: text === "" && !choiceId ? (last?.kind ?? "text") : null };
}

interface Decided {
  reply: Reply;
  intent: string | null;
  probability: number;
  why: readonly string[];
  calls: ToolCallRow[];
}

/**
 * One decision over everything the customer said since the last one. Runs any number of times with one effect: the turn row and the
 * key of its message are (conversation, up to which message). What it decides is sent only under the fence it read at the start.
 */
export async function runTurn(
  ctx: ServiceContext,
  input: { conversationId: string; uptoSeq: string },
): Promise<{ outcome: TurnOutcome }> {
  ctx.require("conversation:reply");
  const conversationId = input.conversationId as ConversationId;
  const uptoSeq = BigInt(input.uptoSeq);
  const found = await turnInput(ctx, conversationId);
  if (!found) return { outcome: "skipped" };
  const { conversation, unanswered } = found;
  const { status, mode, fence } = conversation;
  const newestUnanswered = unanswered.at(-1)?.seq ?? null;
  if (!shouldAnswer({ status, mode, newestUnanswered }, uptoSeq)) return { outcome: "skipped" };

  const bot = botOf(ctx);
  const turn = await bot.transaction((tx) =>
    turnRepository(tx).open({ id: ctx.ids.next<TurnId>(), conversationId, uptoSeq, fence, at: ctx.clock.now() }),
  );
  if (turn.state !== "running") return { outcome: "skipped" };

  const contact = await customerOfContact(bot.read, conversation.contactPointId);
  const memberId = await staffReader(bot.read).findMember(conversation.contactPointId, contact?.phone ?? null);
  const staff = memberId && (await memberContext(ctx, memberId as MemberId));
  const said = saidIn(latestBurst(unanswered));
  const decided = staff
    ? await decideForStaff(bot, staff, conversationId, said)
    : await decideForCustomer(bot, found.conversation, said, `turn:${conversationId}:${uptoSeq}`);
  return { outcome: await settle(bot, { turnId: turn.id, conversationId, uptoSeq, fence, decided }) };
}

/** Everything a turn leaves behind, whole or not at all; a takeover meanwhile leaves only the fact that it was superseded. */
async function settle(
  bot: ServiceContext,
  turn: { turnId: TurnId; conversationId: ConversationId; uptoSeq: bigint; fence: bigint; decided: Decided },
): Promise<TurnOutcome> {
  const { turnId, conversationId, uptoSeq, decided } = turn;
  const { reply, intent, probability, why, calls } = decided;
  const at = bot.clock.now();
  const confidencePpm = Math.round(probability * 1_000_000);
  const end = { intent, confidencePpm, why, handoffCode: reply.handoffCode ?? null, at };
  try {
    return await bot.transaction(async (tx) => {
      const turns = turnRepository(tx);
      // Whoever ends the turn says what it decided; a second run of the same turn waits here and finds it done.
      if (!(await turns.finish(turnId, { ...end, state: "done" }))) return "skipped";
      const isHandoff = reply.kind === "handoff";
      // The fixed text goes out under the fence that the handoff itself made, or it would be refused as old.
      const fence = isHandoff ? await handoff(tx, bot, { conversationId, fence: turn.fence }) : turn.fence;
      const sent = reply.text
        ? await sendMessageIn(tx, bot, {
            conversationId,
            content: reply.buttons?.length
              ? { kind: "choices", text: reply.text, choices: reply.buttons.map(({ id, title }) => ({ id, title })) }
              : { kind: "text", text: reply.text },
            idempotencyKey: `turn:${uptoSeq}`,
            fence,
          })
        : null;
      await turns.saveSlots(conversationId, reply.slots, at, memoryEnds(at));
      for (const { itemId, name } of mentionedItems(reply.slots).reverse()) {
        await turns.rememberAsked(conversationId, { itemId, name }, at);
      }
      await turns.insertCalls(
        turnId,
        calls.map((call) => ({ ...call, id: bot.ids.next<string>() })),
        at,
      );
      await markTurn(tx, conversationId, uptoSeq);
      if (sent) await turns.saveOutbound(turnId, sent.outboundId);
      const found = await turnInput(bot, conversationId);
      await publish(tx, bot, turnCompleted, {
        conversationId,
        branchId: found?.conversation.branchId ?? "",
        turnId,
        intent: intent ?? "",
        handoffCode: end.handoffCode,
      });
      return isHandoff ? "handed_off" : sent ? "answered" : "silent";
    });
  } catch (error) {
    const overtaken = ["lease_lost", "conversation_state_conflict", "conversation_closed", "window_closed"];
    if (!isAppError(error) || !overtaken.includes(error.code)) throw error;
    await bot.transaction((tx) => turnRepository(tx).finish(turnId, { ...end, state: "superseded" }));
    return "superseded";
  }
}

/** What the person asked for: the one they settled on, or those they were offered. */
function mentionedItems({ item, options }: Slots): RememberedItem[] {
  if (item) return [item];
  return (options ?? []).flatMap(({ choice }) => (choice.kind === "item" ? [choice.item] : []));
}

const formatOf = (ctx: ServiceContext) => {
  const country = countryOf(ctx);
  return { formatMoney: (amount: Parameters<typeof formatMoney>[0]) => formatMoney(amount, country) };
};

/** Runs a planned tool as that actor and keeps what was asked and answered. A refusal or defect of a tool is an answer of the turn. */
function caller(ctx: ServiceContext, calls: ToolCallRow[], run: (request: ToolRequest) => Promise<unknown>) {
  return async (request: ToolRequest): Promise<ToolAnswer> => {
    try {
      const value = await run(request);
      calls.push({ tool: request.tool, args: request.input, result: value, state: "done" });
      return { ok: true, value };
    } catch (error) {
      // A lost transaction must not be answered; everything else about one tool is that tool's failure.
      if (!isAppError(error)) throw error;
      calls.push({
        tool: request.tool,
        args: request.input,
        result: { code: error.code, at: ctx.requestId },
        state: "failed",
      });
      return { ok: false };
    }
  };
}

async function branchesOf(ctx: ServiceContext): Promise<BranchName[]> {
  const answer = (await ctx.tools.run(ctx, "branch_info", {})) as { branches: BranchName[] };
  return answer.branches;
}

async function decideForCustomer(
  bot: ServiceContext,
  conversation: NonNullable<Awaited<ReturnType<typeof turnInput>>>["conversation"],
  said: Said,
  key: string,
): Promise<Decided> {
  const kept = await turnReader(bot.read).readSlots(conversation.id, bot.clock.now());
  if (said.wordlessKind) {
    const { code, text } = wordlessReply(said.wordlessKind);
    const reply = { kind: "handoff", text, handoffCode: code, slots: kept } as unknown as Reply;
    return { reply, intent: null, probability: 0, why: [], calls: [] };
  }
  const country = countryOf(bot);
  const understanding = understand(await loadModel(), said.text, {
    audience: "customer",
    country: nluCountry(country),
  });
  const entities = extractEntities(understanding.message, {
    today: bot.today(),
    country: nluCountry(country),
    branches: await branchesOf(bot),
  });
  const vehicle = kept.vehicle ?? (await knownVehicle(bot, conversation.customerId));
  const plan = planTurn({
    audience: "customer",
    understanding,
    entities,
    slots: { ...kept, vehicle },
    homeBranchId: conversation.branchId,
    business: { name: bot.tenant.name },
    ...(said.choiceId ? { buttonId: said.choiceId } : {}),
    optionalTools,
  });
  const calls: ToolCallRow[] = [];
  const branchId = plan.slots.branchId ?? conversation.branchId;
  const call = caller(bot, calls, async (request) => {
    switch (request.tool) {
      case "create_quote": {
        const { itemId, quantity } = request.input;
        // Customer, branch and conversation come from here, never from what was said.
        const quote = (await bot.tools.run(bot, "create_quote", {
          customerId: conversation.customerId,
          branchId,
          conversationId: conversation.id,
          items: [{ itemId, quantity }],
          idempotencyKey: `${key}:${itemId}`,
        })) as { code: string; total: unknown };
        return { number: quote.code, total: quote.total };
      }
      case "save_vehicle":
        return rememberVehicle(bot, conversation.customerId, request.input.vehicle, key);
      case "search_products":
      case "find_equivalents": {
        const found = (await bot.tools.run(bot, request.tool, request.input)) as { items: { price: unknown }[] };
        // Nothing is offered to a customer that nobody has put a price on.
        return { items: found.items.filter(({ price }) => price !== null) };
      }
      default:
        return bot.tools.run(bot, request.tool, request.input);
    }
  });
  const reply = composeReply(plan, await gatherResults(plan, call), formatOf(bot));
  return { reply, intent: plan.intent, probability: plan.probability, why: plan.why, calls };
}

/** The dialects the classifier knows are countries; the others speak neutral. */
function nluCountry(country: string) {
  const known = ["MX", "CO", "AR", "VE", "CL"] as const;
  return known.find((one) => one === country);
}

async function knownVehicle(
  bot: ServiceContext,
  customerId: Parameters<typeof vehiclesOf>[1],
): Promise<VehicleHint | undefined> {
  const [latest] = await vehiclesOf(bot.read, customerId);
  return latest && { make: latest.make, model: latest.model, ...(latest.year ? { year: latest.year } : {}) };
}

async function rememberVehicle(bot: ServiceContext, customerId: string, vehicle: VehicleHint, key: string) {
  if (!vehicle.make || !vehicle.model) return { saved: false };
  await saveVehicle(bot, {
    customerId,
    make: vehicle.make,
    model: vehicle.model,
    year: vehicle.year ?? null,
    engine: null,
    vin: null,
    plate: null,
    idempotencyKey: `${key}:vehicle`,
  });
  return { saved: true };
}

/** A bound phone speaks with its member's permissions; what the product refuses them it refuses here. */
async function decideForStaff(
  bot: ServiceContext,
  staff: ServiceContext,
  conversationId: ConversationId,
  said: Said,
): Promise<Decided> {
  const slots: Slots = await turnReader(bot.read).readSlots(conversationId, bot.clock.now());
  const decision = decisionOf(said.choiceId);
  if (decision) {
    const text = await decideByButton(staff, decision);
    return { reply: { kind: "answer", text, slots }, intent: "transfer_approve", probability: 1, why: [], calls: [] };
  }
  const country = nluCountry(countryOf(bot));
  const understanding = understand(await loadModel(), said.text, { audience: "staff", country });
  const entities = extractEntities(understanding.message, {
    today: bot.today(),
    country,
    branches: await branchesOf(staff).catch((error: unknown) => {
      if (isAppError(error)) return [];
      throw error;
    }),
  });
  const plan = planTurn({ audience: "staff", understanding, entities, slots, business: { name: bot.tenant.name } });
  const calls: ToolCallRow[] = [];
  const call = caller(staff, calls, (request) => staff.tools.run(staff, request.tool, request.input));
  const reply = composeReply(plan, await gatherResults(plan, call), formatOf(bot));
  return { reply, intent: plan.intent, probability: plan.probability, why: plan.why, calls };
}
