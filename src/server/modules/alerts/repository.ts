import type { AlertId, BranchId, ItemId, ProposalId } from "@/lib/ids";
import type { Currency } from "@/lib/money";
import { type Instant, toDate } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { AlertKind, AlertStatus, ProposalStatus, Severity, TransferPlan } from "./domain";
import { type Evidence, evidenceSchema, planSchema } from "./schema";

export interface AlertRow {
  readonly id: AlertId;
  readonly kind: AlertKind;
  readonly itemId: ItemId;
  readonly branchId: BranchId;
  readonly status: AlertStatus;
  readonly severity: Severity;
  readonly riskMinor: bigint;
  readonly evidence: Evidence;
  readonly snoozedUntil: Date | null;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly version: number;
}

export interface ProposalRow {
  readonly id: ProposalId;
  readonly alertId: AlertId;
  readonly plan: TransferPlan;
  readonly gainMinor: bigint;
  readonly sentence: string;
  readonly status: ProposalStatus;
  readonly resultId: string | null;
  readonly expiresAt: Date;
}

type StoredAlert = Awaited<ReturnType<TenantReader["alert"]["findMany"]>>[number];
type StoredProposal = Awaited<ReturnType<TenantReader["proposal"]["findMany"]>>[number];

const toAlert = (row: StoredAlert): AlertRow => ({
  id: row.id as AlertId,
  kind: row.kind as AlertKind,
  itemId: row.itemId as ItemId,
  branchId: row.branchId as BranchId,
  status: row.status as AlertStatus,
  severity: row.severity as Severity,
  riskMinor: row.riskMinor,
  evidence: evidenceSchema.parse(row.evidence),
  snoozedUntil: row.snoozedUntil,
  openedAt: row.openedAt,
  closedAt: row.closedAt,
  version: row.version,
});

function toProposal(row: StoredProposal): ProposalRow {
  const plan = planSchema.parse(row.plan);
  return {
    id: row.id as ProposalId,
    alertId: row.alertId as AlertId,
    plan: {
      itemId: plan.itemId as ItemId,
      fromBranchId: plan.fromBranchId as BranchId,
      toBranchId: plan.toBranchId as BranchId,
      qtyMilli: BigInt(plan.qtyMilli),
    },
    gainMinor: row.gainMinor,
    sentence: row.sentence,
    status: row.status as ProposalStatus,
    resultId: row.resultId,
    expiresAt: row.expiresAt,
  };
}

type Branches = "all" | readonly string[];
const within = (branches: Branches) => (branches === "all" ? {} : { branchId: { in: [...branches] } });

/** What a person should see: a snooze that ended counts as open before any evaluation wakes it. */
const awake = (now: Instant) => ({
  OR: [{ status: "open" }, { status: "acknowledged" }, { status: "snoozed", snoozedUntil: { lte: toDate(now) } }],
});

export interface LastClosed {
  itemId: string;
  branchId: string;
  kind: AlertKind;
  riskMinor: bigint;
  closedAt: Date;
}

export interface Figures {
  severity: Severity;
  riskMinor: bigint;
  currency: Currency;
  evidence: Evidence;
}

export const alertRepository = (db: TenantReader) => ({
  async find(id: string): Promise<AlertRow | null> {
    const row = await db.alert.findUnique({ where: { id } });
    return row && toAlert(row);
  },

  async listOpen(itemIds: readonly string[]): Promise<AlertRow[]> {
    return (await db.alert.findMany({ where: { itemId: { in: [...itemIds] }, closedAt: null } })).map(toAlert);
  },

  /** The last time each item, branch and kind closed, since then. */
  async listClosedSince(itemIds: readonly string[], since: Instant): Promise<LastClosed[]> {
    return sql<LastClosed>(db)`
      select distinct on (item_id, branch_id, kind) item_id as "itemId", branch_id as "branchId", kind, risk_minor as "riskMinor",
        closed_at as "closedAt"
      from alert where item_id = any(${itemIds}::text[]) and closed_at > ${toDate(since)}
      order by item_id, branch_id, kind, closed_at desc`;
  },

  /** Most money at risk first. */
  async page(filter: {
    isClosed: boolean;
    branches: Branches;
    after: { risk: string; id: string } | null;
    now: Instant;
    limit: number;
  }): Promise<AlertRow[]> {
    const { after } = filter;
    const rows = await db.alert.findMany({
      where: {
        AND: [
          filter.isClosed ? { closedAt: { not: null } } : awake(filter.now),
          within(filter.branches),
          after === null
            ? {}
            : {
                OR: [
                  { riskMinor: { lt: BigInt(after.risk) } },
                  { riskMinor: BigInt(after.risk), id: { gt: after.id } },
                ],
              },
        ],
      },
      orderBy: [{ riskMinor: "desc" }, { id: "asc" }],
      take: filter.limit,
    });
    return rows.map(toAlert);
  },

  /** Acknowledged ones are in someone's hands: the badge counts what nobody looked at. */
  async counts(branches: Branches, now: Instant): Promise<{ open: number; critical: number }> {
    const waiting = {
      AND: [{ OR: [{ status: "open" }, { status: "snoozed", snoozedUntil: { lte: toDate(now) } }] }, within(branches)],
    };
    const open = await db.alert.count({ where: waiting });
    const critical = await db.alert.count({ where: { AND: [waiting, { severity: "critical" }] } });
    return { open, critical };
  },

  /** Branches are reference data of every module; only `tenancy` writes them. */
  async branches(): Promise<{ id: string; name: string }[]> {
    return db.branch.findMany({ select: { id: true, name: true }, orderBy: [{ position: "asc" }, { name: "asc" }] });
  },
});

export const alertWriter = (db: TenantTx) => ({
  ...alertRepository(db),

  /** False when another evaluation opened it first. */
  async insert(row: {
    id: AlertId;
    kind: AlertKind;
    itemId: string;
    branchId: string;
    figures: Figures;
    at: Instant;
  }): Promise<boolean> {
    const { severity, riskMinor, currency, evidence } = row.figures;
    const count = await sql.execute(db)`
      insert into alert (id, kind, item_id, branch_id, cause_key, severity, risk_minor, currency, evidence, opened_at)
      values (${row.id}, ${row.kind}, ${row.itemId}, ${row.branchId}, 'stock', ${severity}, ${riskMinor}, ${currency},
        ${JSON.stringify(evidence)}::jsonb, ${toDate(row.at)})
      on conflict (kind, item_id, branch_id, cause_key) where closed_at is null do nothing`;
    return count === 1;
  },

  /** Fresh figures; `wakes` ends a snooze. Compare-and-set. */
  async refresh(alert: AlertRow, figures: Figures, wakes: boolean): Promise<boolean> {
    const { count } = await db.alert.updateMany({
      where: { id: alert.id, version: alert.version, closedAt: null },
      data: { ...figures, ...(wakes ? { status: "open", snoozedUntil: null } : {}), version: { increment: 1 } },
    });
    return count === 1;
  },

  /** Compare-and-set; a final status also closes it. */
  async move(
    alert: AlertRow,
    to: AlertStatus,
    { at, reason, snoozedUntil }: { at: Instant; reason: string | null; snoozedUntil: Instant | null },
  ): Promise<boolean> {
    const isFinal = to === "resolved" || to === "ignored";
    const { count } = await db.alert.updateMany({
      where: { id: alert.id, version: alert.version, closedAt: null },
      data: {
        status: to,
        snoozedUntil: snoozedUntil === null ? null : toDate(snoozedUntil),
        ...(isFinal ? { closedAt: toDate(at), closeReason: reason } : {}),
        version: { increment: 1 },
      },
    });
    return count === 1;
  },

  async log(alertId: string, kind: string, actor: string, note: string | null, at: Instant): Promise<void> {
    await sql.execute(db)`
      insert into alert_event (alert_id, seq, kind, actor, note, at)
      select ${alertId}, coalesce(max(seq), 0) + 1, ${kind}, ${actor}, ${note}, ${toDate(at)}
      from alert_event where alert_id = ${alertId}`;
  },
});

const live: ProposalStatus[] = ["proposed", "approved", "executing", "executed", "rejected", "failed"];

export const proposalRepository = (db: TenantReader) => ({
  /** The latest one of each alert that still means something. */
  async listLive(alertIds: readonly string[]): Promise<ProposalRow[]> {
    const rows = await db.proposal.findMany({
      where: { alertId: { in: [...alertIds] }, status: { in: live } },
      orderBy: { id: "asc" },
    });
    return rows.map(toProposal);
  },

  /** Waiting for a decision, oldest first, so that «la 2» stays the same while the list is on someone's phone. */
  async listPending(branches: Branches, now: Instant): Promise<ProposalRow[]> {
    const rows = await db.proposal.findMany({
      where: { status: "proposed", expiresAt: { gt: toDate(now) } },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      take: 100,
    });
    return rows.map(toProposal).filter(({ plan }) => branches === "all" || branches.includes(plan.fromBranchId));
  },
});

export const proposalWriter = (db: TenantTx) => ({
  ...proposalRepository(db),

  /** Two people deciding at once take turns, and the second sees what the first decided. */
  async lock(id: string): Promise<ProposalRow | null> {
    await sql<{ id: string }>(db)`select id from proposal where id = ${id} for update`;
    const row = await db.proposal.findUnique({ where: { id } });
    return row && toProposal(row);
  },

  async insert(
    proposal: Omit<ProposalRow, "status" | "resultId">,
    row: { planHash: string; currency: Currency; at: Instant },
  ): Promise<void> {
    const { id, alertId, plan, gainMinor, sentence, expiresAt } = proposal;
    await db.proposal.create({
      data: {
        id,
        alertId,
        kind: "transfer",
        plan: { ...plan, qtyMilli: `${plan.qtyMilli}` },
        planHash: row.planHash,
        gainMinor,
        currency: row.currency,
        sentence,
        expiresAt,
        createdAt: toDate(row.at),
      },
    });
  },

  async decide(
    id: string,
    status: ProposalStatus,
    row: { by: string; via: string; at: Instant; resultId: string | null; failure: string | null },
  ): Promise<void> {
    await db.proposal.update({
      where: { id },
      data: {
        status,
        decidedBy: row.by,
        decidedVia: row.via,
        decidedAt: toDate(row.at),
        resultId: row.resultId,
        failure: row.failure,
        version: { increment: 1 },
      },
    });
  },

  /** What waited for a decision gives way, but for the one that replaces it. */
  async supersede(alertId: string, exceptId: string | null): Promise<void> {
    await db.proposal.updateMany({
      where: { alertId, status: "proposed", ...(exceptId === null ? {} : { id: { not: exceptId } }) },
      data: { status: "superseded", version: { increment: 1 } },
    });
  },

  async expire(at: Instant): Promise<number> {
    const { count } = await db.proposal.updateMany({
      where: { status: "proposed", expiresAt: { lte: toDate(at) } },
      data: { status: "expired", version: { increment: 1 } },
    });
    return count;
  },
});

export interface Violation {
  rule: string;
  subject: string;
  expected: string;
  found: string;
}

export async function findViolations(reader: TenantReader): Promise<Violation[]> {
  return sql<Violation>(reader)`
    select 'pending_proposal_has_open_alert' as rule, p.id as subject, 'open' as expected, a.status as found
    from proposal p join alert a on a.id = p.alert_id where p.status = 'proposed' and a.closed_at is not null
    union all
    select 'final_alert_is_closed', id, (status in ('resolved', 'ignored'))::text, (closed_at is not null)::text
    from alert where (status in ('resolved', 'ignored')) <> (closed_at is not null)
    limit 100`;
}
