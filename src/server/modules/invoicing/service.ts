import { countries, isCountry } from "@/lib/countries";
import { decodeCursor, encodeCursor } from "@/lib/cursor";
import { raise } from "@/lib/errors";
import type { BranchId, ConversationId, CustomerId, ItemId, MemberId, QuoteId } from "@/lib/ids";
import { divideRounded, money, parseAmount, toWire } from "@/lib/money";
import { branchScope } from "@/lib/permissions";
import { milliToText, textToMilli } from "@/lib/quantity";
import { unwrap } from "@/lib/result";
import { hours, parseInstant, plus, toIso } from "@/lib/time";
import { getItems } from "@/server/modules/catalog/public";
import { getCustomers } from "@/server/modules/customers/public";
import { releaseReservations } from "@/server/modules/inventory/public";
import { recordAudit } from "@/server/platform/audit";
import { type ServiceContext, timeZoneOf } from "@/server/platform/context";
import type { TenantReader, TenantTx } from "@/server/platform/db";
import { withIdempotency } from "@/server/platform/idempotency";
import {
  checkDiscount,
  defaultTaxMode,
  type LineDraft,
  managerDiscountPpm,
  moveQuote,
  priceQuote,
  type Quote,
  quoteCode,
  sellerDiscountPpm,
  statusAt,
  type Terms,
  type Totals,
} from "./domain";
import { quoteText } from "./message/domain";
import { quoteRepository, quoteWriter } from "./repository";
import {
  type CloseQuote,
  type CreateQuote,
  createQuoteInput,
  type GetQuote,
  type ListQuotes,
  type Pipeline,
  type PreviewQuote,
  type QuoteLineInput,
  type QuotePage,
  type QuotePreview,
  type QuoteRow,
  type QuoteView,
  type UpdateQuote,
} from "./schema";

export const subjectOf = (id: QuoteId) => ({ kind: "quote", id });

/** Names, prices and taxes come from the catalog; what a caller says about them is not read. */
async function priceLines(
  ctx: ServiceContext,
  db: TenantReader | TenantTx,
  lines: readonly QuoteLineInput[],
): Promise<LineDraft[]> {
  const { currency, country } = ctx.tenant;
  const items = await getItems(
    db,
    lines.flatMap((line) => ("itemId" in line ? [line.itemId] : [])),
  );
  const byId = new Map(items.map((item) => [item.itemId as string, item]));
  const standard = isCountry(country) ? countries[country].tax : { code: "", ratePpm: 0 };
  const minorOf = (text: string) => (parseAmount(text, currency) ?? raise("amount_invalid", { currency })).minor;
  return lines.map((line, index) => {
    const qtyMilli = textToMilli(line.quantity) ?? raise("quantity_invalid", { line: index + 1 });
    const discountMinor = line.discount === undefined ? 0n : minorOf(line.discount);
    if (!("itemId" in line)) {
      const free = { itemId: null, sku: "", taxCode: standard.code, taxRatePpm: standard.ratePpm };
      return { ...free, name: line.name, qtyMilli, unitPriceMinor: minorOf(line.unitPrice), discountMinor };
    }
    const item = byId.get(line.itemId);
    if (!item || item.isArchived) return raise("item_not_found", { itemId: line.itemId });
    if (item.price?.currency !== currency) return raise("amount_invalid", { itemId: item.itemId, reason: "no_price" });
    return {
      itemId: item.itemId as ItemId,
      name: item.name,
      sku: item.sku,
      qtyMilli,
      unitPriceMinor: item.price.minor,
      discountMinor,
      taxCode: item.taxCode ?? "",
      taxRatePpm: item.taxRatePpm,
    };
  });
}

const discountLimit = (ctx: ServiceContext, branchId: string): number =>
  ctx.can("quote:discount", branchId) ? managerDiscountPpm : sellerDiscountPpm;

function priced(ctx: ServiceContext, branchId: string, lines: readonly LineDraft[], terms: Terms) {
  const result = unwrap(priceQuote(lines, terms));
  unwrap(checkDiscount(result.totals, terms, discountLimit(ctx, branchId)));
  return result;
}

/** A draft of what the catalog sells (or of what somebody typed, to be confirmed), at today's prices. */
export async function createQuote(ctx: ServiceContext, raw: CreateQuote): Promise<QuoteView> {
  ctx.require("quote:create", raw.branchId);
  const input = createQuoteInput.parse(raw);
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "invoicing.create", key: input.idempotencyKey, input }, async () => {
      const [customer] = await getCustomers(tx, [input.customerId as CustomerId]);
      if (!customer) raise("customer_not_found");
      const terms: Terms = {
        currency: ctx.tenant.currency,
        taxMode: defaultTaxMode,
        discountPpm: input.discountPpm,
      };
      const { lines, totals } = priced(ctx, input.branchId, await priceLines(ctx, tx, input.lines), terms);
      const now = ctx.clock.now();
      const quote: Quote = {
        ...terms,
        ...totals,
        lines,
        id: ctx.ids.next<QuoteId>(),
        number: null,
        branchId: input.branchId as BranchId,
        customerId: customer.customerId,
        conversationId: (input.conversationId ?? null) as ConversationId | null,
        sellerId: ctx.actor.kind === "member" ? (ctx.actor.id as MemberId) : null,
        status: "draft",
        note: input.note ?? null,
        validUntil: plus(now, hours(input.validHours)),
        createdAt: now,
        sentAt: null,
        viewedAt: null,
        acceptedAt: null,
        closedAt: null,
        orderId: null,
        chargeId: null,
        linkToken: null,
        version: 1,
      };
      await quoteWriter(tx).insert(quote);
      await recordAudit(tx, ctx, {
        action: "quote.create",
        subject: quote.id,
        branchId: quote.branchId,
        after: { totalMinor: quote.totalMinor, currency: quote.currency, lines: quote.lines.length },
      });
      return viewQuote(ctx, quote, customer.name);
    }),
  );
}

/** Locks a quote the caller may act on, in the version they saw. */
export async function lockSeen(
  tx: TenantTx,
  ctx: ServiceContext,
  permission: "quote:create" | "quote:send",
  input: { quoteId: string; version: number },
): Promise<Quote> {
  const quote = (await quoteWriter(tx).lock(input.quoteId as QuoteId)) ?? raise("quote_not_found");
  ctx.require(permission, quote.branchId, "quote_not_found");
  if (isOwnOnly(ctx) && quote.sellerId !== ctx.actor.id) raise("quote_not_found");
  if (quote.version !== input.version) raise("version_conflict", { version: quote.version, status: quote.status });
  return quote;
}

/** Changing an offer that was already sent makes a new version of it: back to draft, its goods free, its old acceptance void. */
export async function updateQuote(ctx: ServiceContext, input: UpdateQuote): Promise<QuoteView> {
  ctx.require("quote:create");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "invoicing.update", key: input.idempotencyKey, input }, async () => {
      const before = await lockSeen(tx, ctx, "quote:create", input);
      const now = ctx.clock.now();
      if (before.status !== "draft") unwrap(moveQuote(before, "draft", now));
      else if (statusAt(before, now) === "expired" && !input.validHours) raise("quote_expired");
      const terms: Terms = { ...before, discountPpm: input.discountPpm ?? before.discountPpm };
      const drafts = input.lines ? await priceLines(ctx, tx, input.lines) : before.lines;
      const { lines, totals } = priced(ctx, before.branchId, drafts, terms);
      const after: Quote = {
        ...before,
        ...totals,
        discountPpm: terms.discountPpm,
        lines,
        status: "draft",
        note: input.note === undefined ? before.note : input.note,
        validUntil: input.validHours ? plus(now, hours(input.validHours)) : before.validUntil,
        version: before.version + 1,
      };
      const writer = quoteWriter(tx);
      if (!(await writer.save(before, after))) raise("quote_state_conflict");
      await writer.replaceLines(before.id, lines);
      if (before.status === "sent") await releaseReservations(tx, ctx, subjectOf(before.id), "quote_revised");
      await recordAudit(tx, ctx, {
        action: "quote.update",
        subject: before.id,
        branchId: before.branchId,
        before: auditable(before),
        after: auditable(after),
      });
      return viewQuote(ctx, after);
    }),
  );
}

const auditable = ({ status, totalMinor, discountPpm, validUntil, version, lines }: Quote) => ({
  status,
  totalMinor,
  discountPpm,
  validUntil,
  version,
  lines: lines.length,
});

/** The seller takes the offer back. */
export async function cancelQuote(ctx: ServiceContext, input: CloseQuote): Promise<QuoteView> {
  ctx.require("quote:create");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "invoicing.cancel", key: input.idempotencyKey, input }, async () => {
      const before = await lockSeen(tx, ctx, "quote:create", input);
      const now = ctx.clock.now();
      const status = unwrap(moveQuote(before, "cancelled", now));
      const after: Quote = { ...before, status, closedAt: now, version: before.version + 1 };
      if (!(await quoteWriter(tx).save(before, after))) raise("quote_state_conflict");
      await releaseReservations(tx, ctx, subjectOf(before.id), "quote_cancelled");
      await recordAudit(tx, ctx, {
        action: "quote.cancel",
        subject: before.id,
        branchId: before.branchId,
        before: { status: before.status },
        after: { status },
        reason: input.reason,
      });
      return viewQuote(ctx, after);
    }),
  );
}

/** The server's figures for what is on the screen, without saving anything. */
export async function previewQuote(ctx: ServiceContext, input: PreviewQuote): Promise<QuotePreview> {
  ctx.require("quote:create", input.branchId);
  const terms: Terms = { currency: ctx.tenant.currency, taxMode: defaultTaxMode, discountPpm: input.discountPpm ?? 0 };
  const { lines, totals } = priced(ctx, input.branchId, await priceLines(ctx, ctx.read, input.lines), terms);
  return viewTotals({ ...terms, ...totals, lines });
}

const wireOf =
  ({ currency }: Pick<Terms, "currency">) =>
  (minor: bigint) =>
    toWire(money(minor, currency));

function viewTotals(quote: Pick<Quote, keyof Terms | keyof Totals | "lines">): QuotePreview {
  const wire = wireOf(quote);
  return {
    subtotal: wire(quote.subtotalMinor),
    discount: wire(quote.discountMinor),
    discountPpm: quote.discountPpm,
    taxes: quote.taxes.map(({ code, ratePpm, baseMinor, taxMinor }) => ({
      code,
      ratePpm,
      base: wire(baseMinor),
      tax: wire(taxMinor),
    })),
    tax: wire(quote.taxMinor),
    total: wire(quote.totalMinor),
    lines: quote.lines.map((line) => ({
      lineNo: line.lineNo,
      itemId: line.itemId,
      name: line.name,
      sku: line.sku,
      quantity: milliToText(line.qtyMilli),
      unitPrice: wire(line.unitPriceMinor),
      discount: wire(line.discountMinor),
      taxRatePpm: line.taxRatePpm,
      amount: wire(divideRounded(line.unitPriceMinor * line.qtyMilli, 1_000n)),
    })),
  };
}

const viewRow = (quote: Quote, customerName: string, ctx: ServiceContext): QuoteRow => ({
  id: quote.id,
  number: quote.number,
  status: statusAt(quote, ctx.clock.now()),
  version: quote.version,
  branchId: quote.branchId,
  customerId: quote.customerId,
  customerName,
  conversationId: quote.conversationId,
  sellerId: quote.sellerId,
  total: wireOf(quote)(quote.totalMinor),
  validUntil: toIso(quote.validUntil),
  createdAt: toIso(quote.createdAt),
  sentAt: quote.sentAt && toIso(quote.sentAt),
  viewedAt: quote.viewedAt && toIso(quote.viewedAt),
  acceptedAt: quote.acceptedAt && toIso(quote.acceptedAt),
  closedAt: quote.closedAt && toIso(quote.closedAt),
});

/** Everything a screen, a page or a message says about a quote: one rendering, so the cents cannot differ. */
export async function viewQuote(ctx: ServiceContext, quote: Quote, knownName?: string): Promise<QuoteView> {
  // no permission: it renders what its caller was allowed to load
  const customerName = knownName ?? (await getCustomers(ctx.read, [quote.customerId]))[0]?.name ?? "";
  const totals = viewTotals(quote);
  const url = quote.linkToken ? `${ctx.publicUrl}/quote/${quote.linkToken}` : null;
  return {
    ...viewRow(quote, customerName, ctx),
    ...totals,
    note: quote.note,
    orderId: quote.orderId,
    chargeId: quote.chargeId,
    url,
    text: quoteText({
      business: ctx.tenant.name,
      country: ctx.tenant.country,
      timeZone: timeZoneOf(ctx),
      language: ctx.tenant.locale.startsWith("en") ? "en" : "es",
      code: quoteCode(quote.number),
      customerName,
      lines: totals.lines.map(({ name, quantity, amount, itemId }) => ({ name, quantity, amount, isFree: !itemId })),
      discount: totals.discount,
      taxes: totals.taxes,
      total: totals.total,
      validUntil: toIso(quote.validUntil),
      url: url ?? "",
    }),
  };
}

const isOwnOnly = (ctx: ServiceContext) => ctx.permissions.grants.get("quote:read") === "own";
const ownFilter = (ctx: ServiceContext) => (isOwnOnly(ctx) ? { sellerId: ctx.actor.id } : {});

export async function getQuote(ctx: ServiceContext, input: GetQuote): Promise<QuoteView> {
  ctx.require("quote:read");
  const quote = (await quoteRepository(ctx.read).find(input.quoteId as QuoteId)) ?? raise("quote_not_found");
  ctx.require("quote:read", quote.branchId, "quote_not_found");
  if (isOwnOnly(ctx) && quote.sellerId !== ctx.actor.id) raise("quote_not_found");
  return viewQuote(ctx, quote);
}

export async function listQuotes(ctx: ServiceContext, input: ListQuotes): Promise<QuotePage> {
  ctx.require("quote:read", input.branchId);
  const [at, id] = input.cursor ? decodeCursor(input.cursor, 2) : [];
  const after = at && id ? { at: parseInstant(at) ?? raise("cursor_invalid"), id } : null;
  const branches = input.branchId ? [input.branchId] : branchScope(ctx.permissions, "quote:read");
  const now = ctx.clock.now();
  const filter = { ...input, branches, ...ownFilter(ctx) };
  const found = await quoteRepository(ctx.read).list(filter, now, after, input.limit + 1);
  const page = found.slice(0, input.limit);
  const ids = [...new Set(page.map(({ customerId }) => customerId))];
  const names = new Map(
    (ids.length > 0 ? await getCustomers(ctx.read, ids) : []).map(({ customerId, name }) => [customerId, name]),
  );
  const last = page.at(-1);
  return {
    items: page.map((quote) => viewRow(quote, names.get(quote.customerId) ?? "", ctx)),
    nextCursor: found.length > input.limit && last ? encodeCursor(toIso(last.createdAt), last.id) : null,
  };
}

/** The last 90 days by state. */
export async function quotePipeline(ctx: ServiceContext): Promise<Pipeline> {
  ctx.require("quote:read");
  const filter = { branches: branchScope(ctx.permissions, "quote:read"), ...ownFilter(ctx) };
  const rows = await quoteRepository(ctx.read).pipeline(filter, ctx.clock.now());
  return rows.map(({ status, currency, count, totalMinor }) => ({
    status,
    count,
    total: toWire(money(totalMinor, currency)),
  }));
}

/** Broken promises, in words; empty when all hold. */
export async function verifyInvariants(ctx: ServiceContext): Promise<string[]> {
  // no permission: the collector of every module runs it, and it answers rule names only
  const rows = await quoteRepository(ctx.read).violations();
  return rows.map(({ rule, subject }) => `invoicing: ${rule} ${subject}`);
}
