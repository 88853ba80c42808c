import { raise } from "@/lib/errors";
import type { QuoteId } from "@/lib/ids";
import { money, toWire } from "@/lib/money";
import { unwrap } from "@/lib/result";
import { calculate } from "@/lib/tax";
import { toIso } from "@/lib/time";
import { releaseReservations, reserveStock } from "@/server/modules/inventory/public";
import { type OrderLine, placeOrder } from "@/server/modules/orders/public";
import { createCharge, openPaymentLink } from "@/server/modules/payments/public";
import { recordAudit } from "@/server/platform/audit";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { withIdempotency } from "@/server/platform/idempotency";
import { hashToken, secretToken } from "@/server/platform/ids";
import { publish } from "@/server/platform/outbox";
import { checkSendable, holdUntil, moveQuote, orderKeyOf, type Quote, quoteCode, statusAt } from "../domain";
import { quoteAccepted, quoteDeclined, quoteExpired, quoteSent, quoteViewed } from "../events";
import { quoteRepository, quoteWriter } from "../repository";
import type { QuoteVersion, QuoteView } from "../schema";
import { lockSeen, subjectOf, viewQuote } from "../service";

const linkPurpose = "quote";
const eventBase = ({ id, number, branchId, customerId, conversationId }: Quote) => ({
  quoteId: id,
  number,
  branchId,
  customerId,
  conversationId,
});

/** The offer leaves: its goods are held, it gets its number and its link, and the customer is told by whoever listens. */
export async function sendQuote(ctx: ServiceContext, input: QuoteVersion): Promise<QuoteView> {
  ctx.require("quote:send");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "invoicing.send", key: input.idempotencyKey, input }, async () => {
      const before = await lockSeen(tx, ctx, "quote:send", input);
      const now = ctx.clock.now();
      const status = unwrap(moveQuote(before, "sent", now));
      unwrap(checkSendable(before));
      const goods = before.lines.flatMap(({ itemId, lineNo, qtyMilli }) =>
        itemId ? [{ lineKey: `${lineNo}`, itemId, qtyMilli }] : [],
      );
      if (goods.length > 0) {
        await reserveStock(tx, ctx, {
          subject: subjectOf(before.id),
          branchId: before.branchId,
          expiresAt: holdUntil(before.validUntil, now),
          lines: goods,
        });
      }
      const writer = quoteWriter(tx);
      const linkToken = before.linkToken ?? `${ctx.tenant.code6}.${secretToken()}`;
      if (!before.linkToken) {
        await writer.insertLink({ tokenHash: hashToken(linkToken), subjectId: before.id, expiresAt: null, at: now });
      }
      const number = before.number ?? (await writer.takeNumber());
      const after: Quote = { ...before, status, number, linkToken, sentAt: now, version: before.version + 1 };
      if (!(await writer.save(before, after))) raise("quote_state_conflict");
      await recordAudit(tx, ctx, {
        action: "quote.send",
        subject: before.id,
        branchId: before.branchId,
        before: { status: before.status },
        after: { status, number },
      });
      const view = await viewQuote(ctx, after);
      await publish(tx, ctx, quoteSent, {
        ...eventBase(after),
        version: after.version,
        url: view.url ?? "",
        total: view.total,
        validUntil: view.validUntil,
        text: view.text,
      });
      return view;
    }),
  );
}

const linesOf = (quote: Quote): OrderLine[] => {
  const priced = calculate({
    currency: quote.currency,
    mode: quote.taxMode,
    rounding: "document",
    discount: { kind: "rate", ppm: quote.discountPpm },
    lines: quote.lines.map((line) => ({ ...line, discount: { kind: "amount" as const, minor: line.discountMinor } })),
  }).lines;
  return quote.lines.map((line, index) => ({
    lineNo: line.lineNo,
    itemId: line.itemId,
    name: line.name,
    sku: line.sku,
    qtyMilli: line.qtyMilli,
    unitPriceMinor: line.unitPriceMinor,
    discountMinor: priced[index]?.discountMinor ?? 0n,
    taxRatePpm: line.taxRatePpm,
    taxMinor: line.taxMinor,
    totalMinor: line.totalMinor,
  }));
};

/** One transaction under the quote's lock: validity and version again, then order, goods and debt, or nothing at all. */
async function convert(tx: TenantTx, ctx: ServiceContext, before: Quote): Promise<Quote> {
  const now = ctx.clock.now();
  const accepted = unwrap(moveQuote(before, "accepted", now));
  const status = unwrap(moveQuote({ ...before, status: accepted }, "converted", now));
  const order = await placeOrder(tx, ctx, {
    clientId: orderKeyOf(before),
    branchId: before.branchId,
    channel: before.conversationId ? "whatsapp" : "web",
    customerId: before.customerId,
    conversationId: before.conversationId,
    sellerId: before.sellerId,
    quoteId: before.id,
    lines: linesOf(before),
    totals: before,
    completesOnPaid: true,
    reservationsFrom: subjectOf(before.id),
  });
  const charge = await createCharge(tx, ctx, {
    subject: { kind: "order", id: order.id },
    customerId: before.customerId,
    branchId: before.branchId,
    amount: money(before.totalMinor, before.currency),
  });
  const after: Quote = { ...before, status, acceptedAt: now, closedAt: now, orderId: order.id, chargeId: charge.id };
  if (!(await quoteWriter(tx).save(before, after))) raise("quote_state_conflict");
  await recordAudit(tx, ctx, {
    action: "quote.accept",
    subject: before.id,
    branchId: before.branchId,
    before: { status: before.status },
    after: { status, orderId: order.id, chargeId: charge.id },
  });
  await publish(tx, ctx, quoteAccepted, {
    ...eventBase(after),
    orderId: order.id,
    orderNumber: order.number,
    chargeId: charge.id,
    payUrl: payUrlOf(ctx, after),
    total: toWire(money(before.totalMinor, before.currency)),
  });
  return after;
}

const payUrlOf = (ctx: ServiceContext, quote: Quote) => `${ctx.publicUrl}/pay/${quote.linkToken}`;

/** Accepting what is already this sale answers it again; a version the customer did not see is refused. */
async function acceptLocked(tx: TenantTx, ctx: ServiceContext, quote: Quote, version: number): Promise<Quote> {
  if (quote.version !== version) raise("version_conflict", { version: quote.version, status: quote.status });
  return quote.status === "converted" ? quote : convert(tx, ctx, quote);
}

/** A seller writes down that the customer said yes. */
export async function acceptQuoteFor(ctx: ServiceContext, input: QuoteVersion): Promise<QuoteView> {
  ctx.require("quote:send");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "invoicing.acceptFor", key: input.idempotencyKey, input }, async () => {
      const quote = await lockSeen(tx, ctx, "quote:send", input);
      return viewQuote(ctx, await acceptLocked(tx, ctx, quote, input.version));
    }),
  );
}

/** The quote a link opens. The secret is the authority: nothing else about the caller is asked. */
async function findByToken(ctx: ServiceContext, token: string): Promise<Quote> {
  const quotes = quoteRepository(ctx.read);
  const link = await quotes.findLink(hashToken(token));
  if (link?.purpose !== linkPurpose) return raise("quote_not_found");
  const isOver = link.expiresAt !== null && link.expiresAt <= ctx.clock.now();
  if (isOver) raise("link_expired");
  return (await quotes.find(link.subjectId as QuoteId)) ?? raise("quote_not_found");
}

/** What the holder of the link sees. Reading changes nothing. */
export async function quoteByToken(ctx: ServiceContext, token: string): Promise<QuoteView> {
  // no permission: the secret of the link is the authority
  return viewQuote(ctx, await findByToken(ctx, token));
}

/** The first opening, told to the seller. It is an event, never a status. */
export async function markQuoteViewed(ctx: ServiceContext, token: string): Promise<void> {
  // no permission: the secret of the link is the authority
  const quote = await findByToken(ctx, token);
  await ctx.transaction(async (tx) => {
    const isFirst = await quoteWriter(tx).markViewed(quote.id, ctx.clock.now());
    if (isFirst) await publish(tx, ctx, quoteViewed, eventBase(quote));
  });
}

export async function acceptQuoteByToken(
  ctx: ServiceContext,
  input: { token: string; version: number },
): Promise<{ quoteId: QuoteId; chargeId: string }> {
  // no permission: the secret of the link is the authority
  const { id } = await findByToken(ctx, input.token);
  const quote = await ctx.transaction(async (tx) => {
    const locked = (await quoteWriter(tx).lock(id)) ?? raise("quote_not_found");
    return acceptLocked(tx, ctx, locked, input.version);
  });
  return { quoteId: quote.id, chargeId: quote.chargeId ?? raise("charge_not_found") };
}

/** Where the holder of an accepted quote pays. The provider is called here, outside every transaction. */
export async function payQuoteByToken(
  ctx: ServiceContext,
  input: { token: string; language?: "es" | "en" },
): Promise<{ url: string }> {
  // no permission: the secret of the link is the authority
  const quote = await findByToken(ctx, input.token);
  if (!quote.chargeId) return raise("quote_state_conflict", { status: quote.status });
  const page = `${ctx.publicUrl}/pay/${input.token}`;
  const { url } = await openPaymentLink(ctx, {
    chargeId: quote.chargeId,
    successUrl: `${page}?back=1`,
    cancelUrl: page,
    description: `${ctx.tenant.name} · ${quoteCode(quote.number)}`,
    language: input.language,
  });
  return { url };
}

export async function declineQuoteByToken(
  ctx: ServiceContext,
  input: { token: string; version: number; reason: string | null },
): Promise<void> {
  // no permission: the secret of the link is the authority
  const { id } = await findByToken(ctx, input.token);
  await ctx.transaction(async (tx) => {
    const before = (await quoteWriter(tx).lock(id)) ?? raise("quote_not_found");
    if (before.status === "declined") return;
    if (before.version !== input.version) raise("version_conflict", { version: before.version, status: before.status });
    const now = ctx.clock.now();
    const status = unwrap(moveQuote(before, "declined", now));
    const after: Quote = { ...before, status, closedAt: now, version: before.version + 1 };
    if (!(await quoteWriter(tx).save(before, after))) raise("quote_state_conflict");
    await releaseReservations(tx, ctx, subjectOf(before.id), "quote_declined");
    const reason = input.reason?.slice(0, 300) ?? null;
    await recordAudit(tx, ctx, {
      action: "quote.decline",
      subject: before.id,
      branchId: before.branchId,
      before: { status: before.status },
      after: { status },
      ...(reason ? { reason } : {}),
    });
    await publish(tx, ctx, quoteDeclined, { ...eventBase(after), reason });
  });
}

const sweepBatch = 200;
export const overdueQuotes = (ctx: ServiceContext): Promise<QuoteId[]> =>
  quoteRepository(ctx.read).listOverdue(ctx.clock.now(), sweepBatch);

/** From draft and sent only, under the lock an acceptance takes: an accepted offer never expires. False when there was nothing to do. */
export async function expireQuote(ctx: ServiceContext, quoteId: string): Promise<boolean> {
  ctx.require("quote:send");
  return ctx.transaction(async (tx) => {
    const writer = quoteWriter(tx);
    const before = await writer.lock(quoteId as QuoteId);
    const now = ctx.clock.now();
    if (!before || before.status === "expired" || statusAt(before, now) !== "expired") return false;
    const status = unwrap(moveQuote(before, "expired", now));
    const after: Quote = { ...before, status, closedAt: before.validUntil, version: before.version + 1 };
    if (!(await writer.save(before, after))) return false;
    await releaseReservations(tx, ctx, subjectOf(before.id), "quote_expired");
    await recordAudit(tx, ctx, {
      action: "quote.expire",
      subject: before.id,
      branchId: before.branchId,
      before: { status: before.status },
      after: { status, at: toIso(now) },
    });
    await publish(tx, ctx, quoteExpired, eventBase(after));
    return true;
  });
}
