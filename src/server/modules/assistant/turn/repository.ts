import type { ConversationId, TurnId } from "@/lib/ids";
import { type Instant, toDate } from "@/lib/time";
import { toJson } from "@/server/platform/audit";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { Slots } from "../nlu/turn/domain";

export interface ToolCallRow {
  tool: string;
  args: unknown;
  result: unknown;
  state: "done" | "failed";
}
export interface AskedItem {
  itemId: string;
  name: string;
}

const stateSlot = "state";
const askedSlot = "asked";
const mostAsked = 5;

export const turnReader = (reader: TenantReader | TenantTx) => ({
  async readSlots(conversationId: ConversationId, now: Instant): Promise<Slots> {
    const rows = await sql<{ value: Slots }>(reader)`
      select value from slot where conversation_id = ${conversationId} and name = ${stateSlot}
        and (expires_at is null or expires_at > ${toDate(now)})`;
    return rows[0]?.value ?? {};
  },
  async readAsked(conversationId: ConversationId): Promise<AskedItem[]> {
    const rows = await sql<{ value: AskedItem[] }>(reader)`
      select value from slot where conversation_id = ${conversationId} and name = ${askedSlot}`;
    return rows[0]?.value ?? [];
  },
  async listRecent(conversationId: ConversationId, limit: number) {
    return sql<{
      intent: string | null;
      confidencePpm: number | null;
      handoffCode: string | null;
      explanation: { why?: string[] };
    }>(reader)`
      select intent, confidence_ppm as "confidencePpm", handoff_code as "handoffCode", explanation from turn
      where conversation_id = ${conversationId} and state = 'done' order by upto_seq desc, n desc limit ${limit}`;
  },
});

export const turnRepository = (tx: TenantTx) => ({
  ...turnReader(tx),
  /** The one turn over these messages: a second run finds it, and what became of it. */
  async open(row: { id: TurnId; conversationId: ConversationId; uptoSeq: bigint; fence: bigint; at: Instant }) {
    await sql.execute(tx)`
      insert into turn (id, conversation_id, upto_seq, fence, started_at)
      values (${row.id}, ${row.conversationId}, ${row.uptoSeq}, ${row.fence}, ${toDate(row.at)})
      on conflict (conversation_id, upto_seq, n) do nothing`;
    const rows = await sql<{ id: TurnId; state: string }>(tx)`
      select id, state from turn where conversation_id = ${row.conversationId} and upto_seq = ${row.uptoSeq} and n = 1`;
    if (!rows[0]) throw new Error("the turn was neither inserted nor found");
    return rows[0];
  },
  /** False when another run finished it first. */
  async finish(
    id: TurnId,
    end: {
      state: "done" | "superseded";
      intent: string | null;
      confidencePpm: number | null;
      why: readonly string[];
      handoffCode: string | null;
      at: Instant;
    },
  ): Promise<boolean> {
    const { count } = await tx.turn.updateMany({
      where: { id, state: "running" },
      data: {
        state: end.state,
        intent: end.intent,
        confidencePpm: end.confidencePpm,
        explanation: { why: [...end.why] },
        handoffCode: end.handoffCode,
        finishedAt: toDate(end.at),
      },
    });
    return count === 1;
  },
  async saveOutbound(id: TurnId, outboundId: string): Promise<void> {
    await tx.turn.update({ where: { id }, data: { outboundId } });
  },
  async insertCalls(turnId: TurnId, calls: readonly (ToolCallRow & { id: string })[], at: Instant): Promise<void> {
    if (calls.length === 0) return;
    await tx.toolCall.createMany({
      data: calls.map(({ id, tool, args, result, state }) => ({
        id,
        turnId,
        tool,
        args: toJson(args) ?? {},
        result: toJson(result) ?? undefined,
        state,
        createdAt: toDate(at),
      })),
    });
  },
  async saveSlots(conversationId: ConversationId, slots: Slots, at: Instant, expiresAt: Instant): Promise<void> {
    await sql.execute(tx)`
      insert into slot (conversation_id, name, value, expires_at, updated_at)
      values (${conversationId}, ${stateSlot}, ${JSON.stringify(slots)}::jsonb, ${toDate(expiresAt)}, ${toDate(at)})
      on conflict (conversation_id, name) do update set value = excluded.value, expires_at = excluded.expires_at, updated_at = excluded.updated_at`;
  },
  /** Latest first, each product once. */
  async rememberAsked(conversationId: ConversationId, item: AskedItem, at: Instant): Promise<void> {
    const before = await turnReader(tx).readAsked(conversationId);
    const asked = [item, ...before.filter(({ itemId }) => itemId !== item.itemId)].slice(0, mostAsked);
    await sql.execute(tx)`
      insert into slot (conversation_id, name, value, updated_at)
      values (${conversationId}, ${askedSlot}, ${JSON.stringify(asked)}::jsonb, ${toDate(at)})
      on conflict (conversation_id, name) do update set value = excluded.value, updated_at = excluded.updated_at`;
  },
});
