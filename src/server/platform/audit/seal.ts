import { createHash } from "node:crypto";
import { sql, type TenantReader, transactTenant } from "../db";

const batch = 1_000;

interface EntryRow {
  id: string;
  actorKind: string;
  actorId: string;
  action: string;
  subject: string;
  branchId: string | null;
  changes: unknown;
  reason: string | null;
  at: Date;
}

const ordered = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(ordered)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, field]) => [key, ordered(field)]),
        )
      : value;

/** Length-prefixed canonical JSON, so that no two entries read the same. */
export function sealHash(prev: string, entry: EntryRow): string {
  const { id, actorKind, actorId, action, subject, branchId, changes, reason, at } = entry;
  const text = JSON.stringify(
    ordered({ id, actorKind, actorId, action, subject, branchId, changes, reason, at: at.toISOString() }),
  );
  return createHash("sha256")
    .update(prev)
    .update(`${Buffer.byteLength(text)}:`)
    .update(text)
    .digest("hex");
}

const columns = sql.fragment`e.id, e.actor_kind as "actorKind", e.actor_id as "actorId", e.action, e.subject, e.branch_id as "branchId", e.changes, e.reason, e.at`;

/**
 * Links committed entries into the tenant's chain: gapless numbers, each hash over the one before. Only entries older than the oldest
 * running transaction are taken, so none can appear behind the head later; writers never wait for the chain. Returns how many.
 */
export async function sealAudit(schema: string): Promise<number> {
  return transactTenant(schema, async (tx) => {
    const [lock] = await sql<{ held: boolean }>(
      tx,
    )`select pg_try_advisory_xact_lock(hashtextextended(${`seal:${schema}`}, 0)) as held`;
    if (!lock?.held) return 0;
    const entries = await sql<EntryRow>(tx)`
      select ${columns} from audit_entry e left join audit_seal s on s.entry_id = e.id
      where s.no is null and e.tx < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint order by e.tx, e.id limit ${batch}`;
    if (entries.length === 0) return 0;
    const [head] = await sql<{ no: bigint; hash: string }>(
      tx,
    )`select seal_no as no, seal_hash as hash from tenant_state where id = 1`;
    let { no, hash } = head ?? { no: 0n, hash: "" };
    for (const entry of entries) {
      const prev = hash;
      hash = sealHash(prev, entry);
      no += 1n;
      await sql.execute(
        tx,
      )`insert into audit_seal (no, entry_id, prev, hash) values (${no}, ${entry.id}, ${prev}, ${hash})`;
    }
    await sql.execute(tx)`update tenant_state set seal_no = ${no}, seal_hash = ${hash} where id = 1`;
    return entries.length;
  });
}

export type ChainVerdict =
  | { ok: true; sealed: number }
  | { ok: false; at: bigint; kind: "edit" | "removal" | "fork" | "tail" };

/** Recomputes the chain from the first entry and names the first number that is wrong. */
export async function verifyAudit(reader: TenantReader): Promise<ChainVerdict> {
  // The head first: what is sealed while this reads lies beyond it and is left for the next time.
  const [head] = await sql<{ no: bigint; hash: string }>(
    reader,
  )`select seal_no as no, seal_hash as hash from tenant_state where id = 1`;
  const headNo = head?.no ?? 0n;
  let prev = "";
  let expected = 1n;
  for (;;) {
    const rows = await sql<EntryRow & { no: bigint; prev: string; hash: string; entryId: string | null }>(reader)`
      select s.no, s.prev, s.hash, e.id as "entryId", ${columns} from audit_seal s left join audit_entry e on e.id = s.entry_id
      where s.no between ${expected} and ${headNo} order by s.no limit ${batch}`;
    for (const row of rows) {
      if (row.no !== expected || row.entryId === null) return { ok: false, at: expected, kind: "removal" };
      if (row.prev !== prev) return { ok: false, at: row.no, kind: "fork" };
      if (sealHash(prev, row) !== row.hash) return { ok: false, at: row.no, kind: "edit" };
      prev = row.hash;
      expected += 1n;
    }
    if (rows.length < batch) break;
  }
  return head && (head.no !== expected - 1n || head.hash !== prev)
    ? { ok: false, at: expected, kind: "tail" }
    : { ok: true, sealed: Number(expected - 1n) };
}
