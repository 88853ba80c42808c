import { createHash } from "node:crypto";
import { type CountryCode, formatMoney, formatQuantity } from "@/lib/format";
import type { AlertId, BranchId, ItemId, ProposalId } from "@/lib/ids";
import { microToMoney } from "@/lib/micro";
import { type Currency, money, toWire } from "@/lib/money";
import { days, fromDate, hours, plus, toDate } from "@/lib/time";
import { dailyDemand } from "@/server/modules/analytics/public";
import { getItems, type ItemSummary } from "@/server/modules/catalog/public";
import { levelsForAlerts } from "@/server/modules/inventory/public";
import { notifyMembers } from "@/server/modules/notifications/public";
import { actorRef, type ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { publish } from "@/server/platform/outbox";
import {
  alertFor,
  least,
  missingMilli,
  type Position,
  planTransfer,
  riskMinor,
  severityOf,
  suggestedPurchaseMilli,
  type TransferPlan,
  windowDays,
} from "../domain";
import { alertChanged, alertClosed, alertOpened, proposalMade } from "../events";
import {
  type AlertRow,
  alertWriter,
  type Figures,
  type LastClosed,
  type ProposalRow,
  proposalWriter,
} from "../repository";
import { alertSentence, runsOutOn, transferSentence } from "./domain";

const batchItems = 50;
/** A closed alert stays closed this long, unless twice the money is at stake. */
const quietMs = hours(24);
const proposalLivesMs = days(3);
/** One batch tells people of so many proposals at most, the most valuable first; the rest wait on the screen. */
const mostNotices = 3;
/** Where no cost is known, a sale is guessed to leave this share of the price. */
const guessedMarginPercent = 30n;

interface Judged {
  item: ItemSummary;
  position: Position;
  branchName: string;
  marginMinor: bigint;
  others: readonly Position[];
  nameOf: (branchId: string) => string;
}

function marginMinorOf(ctx: ServiceContext, item: ItemSummary, averageCostMicro: bigint): bigint {
  if (!item.price) return 0n;
  const costMicro = averageCostMicro > 0n ? averageCostMicro : item.costMicro;
  if (costMicro <= 0n || item.price.currency !== ctx.tenant.currency) {
    return (item.price.minor * guessedMarginPercent) / 100n;
  }
  return item.price.minor - microToMoney(costMicro, item.price.currency).minor;
}

/** These items in every branch that ever held or sold them, read at one moment. */
async function readPositions(tx: TenantTx, ctx: ServiceContext, itemIds: readonly string[]): Promise<Judged[]> {
  const items = (await getItems(tx, itemIds)).filter((item) => item.kind === "good" && !item.isArchived);
  const { levels, incoming, branches } = await levelsForAlerts(tx, itemIds, ctx.clock.now());
  const branchIds = branches.map((branch) => branch.id);
  const key = (row: { itemId: string; branchId: string }) => `${row.itemId}:${row.branchId}`;
  const sold = new Map<string, bigint>();
  for (const row of await dailyDemand(tx, ctx.today(), itemIds, branchIds, windowDays)) {
    sold.set(key(row), (sold.get(key(row)) ?? 0n) + row.qtyMilli);
  }
  const held = new Map(levels.map((row) => [key(row), row]));
  const coming = new Map(incoming.map((row) => [key(row), row.qtyMilli]));
  const names = new Map(branches.map((branch) => [branch.id as string, branch.name]));
  const nameOf = (branchId: string) => names.get(branchId) ?? "";
  return items.flatMap((item) => {
    const costMicro = levels.find((row) => row.itemId === item.itemId && row.averageCostMicro > 0n)?.averageCostMicro;
    const positions = branches.flatMap(({ id: branchId }): Position[] => {
      const at = key({ itemId: item.itemId, branchId });
      const level = held.get(at);
      const soldMilli = sold.get(at) ?? 0n;
      if (!level && soldMilli <= 0n) return [];
      return [
        {
          itemId: item.itemId as ItemId,
          branchId: branchId as BranchId,
          availableMilli: level?.availableMilli ?? 0n,
          incomingMilli: coming.get(at) ?? 0n,
          minMilli: level?.minMilli ?? null,
          soldMilli: soldMilli > 0n ? soldMilli : 0n,
        },
      ];
    });
    const marginMinor = marginMinorOf(ctx, item, costMicro ?? 0n);
    return positions.map((position) => ({
      item,
      position,
      branchName: nameOf(position.branchId),
      marginMinor,
      others: positions,
      nameOf,
    }));
  });
}

const countryOf = (ctx: ServiceContext) => ctx.tenant.country as CountryCode;
const currencyOf = (ctx: ServiceContext, item: ItemSummary): Currency => item.price?.currency ?? ctx.tenant.currency;

function figuresOf(ctx: ServiceContext, judged: Judged, kind: NonNullable<ReturnType<typeof alertFor>>): Figures {
  const { position, branchName, item } = judged;
  return {
    severity: severityOf(kind, position),
    riskMinor: riskMinor(missingMilli(position), judged.marginMinor),
    currency: currencyOf(ctx, item),
    evidence: {
      availableMilli: `${position.availableMilli}`,
      incomingMilli: `${position.incomingMilli}`,
      soldMilli: `${position.soldMilli}`,
      minMilli: position.minMilli === null ? null : `${position.minMilli}`,
      runsOutOn: runsOutOn(position, ctx.today()),
      suggestedMilli: `${suggestedPurchaseMilli(position)}`,
      sentence: alertSentence(kind, position, ctx.today(), branchName, countryOf(ctx)),
    },
  };
}

/** Judges these items in every branch and writes what changed. Run twice, the second time changes nothing. */
export async function evaluateItems(
  ctx: ServiceContext,
  itemIds: readonly string[],
  options: { isSilent?: boolean } = {},
): Promise<{ looked: number }> {
  ctx.require("alert:resolve");
  let looked = 0;
  for (let at = 0; at < itemIds.length; at += batchItems) {
    const batch = itemIds.slice(at, at + batchItems);
    looked += await ctx.transaction((tx) => evaluateBatch(tx, ctx, batch, options.isSilent ?? false));
  }
  return { looked };
}

interface Told {
  judged: Judged;
  proposal: ProposalRow;
  sentence: string;
}

async function evaluateBatch(
  tx: TenantTx,
  ctx: ServiceContext,
  itemIds: readonly string[],
  isSilent: boolean,
): Promise<number> {
  const alerts = alertWriter(tx);
  const positions = await readPositions(tx, ctx, itemIds);
  const open = await alerts.listOpen(itemIds);
  const closed = await alerts.listClosedSince(itemIds, plus(ctx.clock.now(), -quietMs));
  const proposals = await proposalWriter(tx).listLive(open.map((alert) => alert.id));
  const told: Told[] = [];
  for (const judged of positions) {
    const isHere = (row: { itemId: string; branchId: string }) =>
      row.itemId === judged.position.itemId && row.branchId === judged.position.branchId;
    const present = open.find(isHere) ?? null;
    const current = await settle(tx, ctx, judged, present, closed.filter(isHere));
    if (!current || current.status === "acknowledged") continue;
    const existing = proposals.filter((proposal) => proposal.alertId === current.id);
    const proposal = await renewProposal(tx, ctx, judged, current.id, existing);
    if (proposal) told.push({ judged, proposal, sentence: current.evidence.sentence });
  }
  if (!isSilent) await tell(tx, ctx, told);
  return positions.length;
}

/** One alert a position: opened once, kept fresh, woken when its snooze ends or is outgrown, closed when the condition ends. */
async function settle(
  tx: TenantTx,
  ctx: ServiceContext,
  judged: Judged,
  present: AlertRow | null,
  closed: readonly LastClosed[],
): Promise<Pick<AlertRow, "id" | "status" | "evidence"> | null> {
  const alerts = alertWriter(tx);
  const now = ctx.clock.now();
  const { itemId, branchId } = judged.position;
  const kind = alertFor(judged.position, present?.kind ?? null);
  if (present && kind === present.kind) {
    const figures = figuresOf(ctx, judged, kind);
    const hasEnded = present.snoozedUntil !== null && fromDate(present.snoozedUntil) <= now;
    const wakes = present.status === "snoozed" && (hasEnded || figures.riskMinor >= present.riskMinor * 2n);
    const isSame =
      present.riskMinor === figures.riskMinor && JSON.stringify(present.evidence) === JSON.stringify(figures.evidence);
    if (wakes || !isSame) {
      await alerts.refresh(present, figures, wakes);
      const status = wakes ? "open" : present.status;
      await publish(tx, ctx, alertChanged, { alertId: present.id, kind, itemId, branchId, status });
    }
    return { id: present.id, status: wakes ? "open" : present.status, evidence: figures.evidence };
  }
  if (present) await close(tx, ctx, present, kind === null ? "ended" : "replaced");
  if (!kind) return null;
  const figures = figuresOf(ctx, judged, kind);
  const last = closed.find((row) => row.kind === kind);
  if (last && figures.riskMinor < last.riskMinor * 2n) return null;
  const id = ctx.ids.next<AlertId>();
  if (!(await alerts.insert({ id, kind, itemId, branchId, figures, at: now }))) return null;
  await alerts.log(id, "opened", actorRef(ctx), null, now);
  await publish(tx, ctx, alertOpened, { alertId: id, kind, itemId, branchId, status: "open" });
  return { id, status: "open", evidence: figures.evidence };
}

async function close(tx: TenantTx, ctx: ServiceContext, alert: AlertRow, reason: string): Promise<void> {
  const alerts = alertWriter(tx);
  const at = ctx.clock.now();
  if (!(await alerts.move(alert, "resolved", { at, reason, snoozedUntil: null }))) return;
  await alerts.log(alert.id, "resolved", actorRef(ctx), reason, at);
  await proposalWriter(tx).supersede(alert.id, null);
  const { id: alertId, kind, itemId, branchId } = alert;
  await publish(tx, ctx, alertClosed, { alertId, kind, itemId, branchId, status: "resolved" });
}

const hashOf = (plan: TransferPlan): string =>
  createHash("sha256").update([plan.itemId, plan.fromBranchId, plan.toBranchId, plan.qtyMilli].join(":")).digest("hex");

/** A plan someone rejected is not proposed again for the same alert; one that facts overtook is replaced, never edited. */
async function renewProposal(
  tx: TenantTx,
  ctx: ServiceContext,
  judged: Judged,
  alertId: AlertId,
  existing: readonly ProposalRow[],
): Promise<ProposalRow | null> {
  const proposals = proposalWriter(tx);
  const plan = planTransfer(judged.position, judged.others);
  const waiting = existing.find((proposal) => proposal.status === "proposed");
  if (waiting && plan && hashOf(waiting.plan) === hashOf(plan)) return null;
  if (waiting) await proposals.supersede(alertId, null);
  if (!plan || existing.some((proposal) => proposal.status !== "proposed")) return null;
  const { item, nameOf } = judged;
  const currency = currencyOf(ctx, item);
  const at = ctx.clock.now();
  const gainMinor = riskMinor(least(plan.qtyMilli, missingMilli(judged.position)), judged.marginMinor);
  const names = { item: item.name, from: nameOf(plan.fromBranchId), to: nameOf(plan.toBranchId) };
  const proposal: ProposalRow = {
    id: ctx.ids.next<ProposalId>(),
    alertId,
    plan,
    gainMinor,
    sentence: transferSentence(plan, names, toWire(money(gainMinor, currency)), countryOf(ctx)),
    status: "proposed",
    resultId: null,
    expiresAt: toDate(plus(at, proposalLivesMs)),
  };
  await proposals.insert(proposal, { planHash: hashOf(plan), currency, at });
  await publish(tx, ctx, proposalMade, {
    proposalId: proposal.id,
    alertId,
    status: "proposed",
    branchId: plan.toBranchId,
    resultId: null,
  });
  return proposal;
}

async function tell(tx: TenantTx, ctx: ServiceContext, told: readonly Told[]): Promise<void> {
  const best = [...told].sort((a, b) => (a.proposal.gainMinor > b.proposal.gainMinor ? -1 : 1)).slice(0, mostNotices);
  const country = countryOf(ctx);
  for (const { judged, proposal, sentence } of best) {
    const { item, nameOf } = judged;
    const { plan } = proposal;
    const gain = formatMoney(toWire(money(proposal.gainMinor, currencyOf(ctx, item))), country);
    await notifyMembers(tx, ctx, {
      type: "alerts.proposal",
      permission: "proposal:approve",
      branchId: plan.fromBranchId,
      subject: proposal.id,
      dedupeKey: `proposal:${proposal.id}`,
      title: `${item.name}: ${sentence}`,
      body: proposal.sentence,
      whatsapp: {
        template: "aprobar_traslado",
        variables: [
          formatQuantity(plan.qtyMilli, country),
          item.name,
          nameOf(plan.fromBranchId),
          nameOf(plan.toBranchId),
          gain,
        ],
        buttons: [
          { id: `approve:${proposal.id}`, title: "Aprobar" },
          { id: `reject:${proposal.id}`, title: "Rechazar" },
        ],
      },
    });
  }
}
