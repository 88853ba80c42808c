import type { BranchId, ChargeId, ConversationId, CustomerId, ItemId, MemberId, OrderId, QuoteId } from "@/lib/ids";
import { type Currency, divideRounded } from "@/lib/money";
import { err, ok, type Result } from "@/lib/result";
import { calculate, type TaxMode, type TaxTotal } from "@/lib/tax";
import type { Instant } from "@/lib/time";

export const quoteStatuses = [
  "draft",
  "sent",
  "accepted",
  "converted",
  "superseded",
  "declined",
  "cancelled",
  "expired",
] as const;
export type QuoteStatus = (typeof quoteStatuses)[number];

/** `sent → draft` is a new version of the same quote: the old link shows it, an old acceptance is refused. */
export const quoteMoves: Record<QuoteStatus, readonly QuoteStatus[]> = {
  draft: ["sent", "cancelled", "expired"],
  sent: ["draft", "accepted", "superseded", "declined", "cancelled", "expired"],
  accepted: ["converted"],
  converted: [],
  superseded: [],
  declined: [],
  cancelled: [],
  expired: [],
};

/** A line before the server has priced it. */
export interface LineDraft {
  itemId: ItemId | null;
  name: string;
  sku: string;
  qtyMilli: bigint;
  unitPriceMinor: bigint;
  discountMinor: bigint;
  taxCode: string;
  taxRatePpm: number;
}
export interface QuoteLine extends LineDraft {
  lineNo: number;
  taxMinor: bigint;
  totalMinor: bigint;
}
export interface Terms {
  currency: Currency;
  taxMode: TaxMode;
  discountPpm: number;
}
export interface Totals {
  subtotalMinor: bigint;
  discountMinor: bigint;
  taxMinor: bigint;
  totalMinor: bigint;
  taxes: readonly TaxTotal[];
}

export interface Quote extends Terms, Totals {
  id: QuoteId;
  number: number | null;
  branchId: BranchId;
  customerId: CustomerId;
  conversationId: ConversationId | null;
  sellerId: MemberId | null;
  status: QuoteStatus;
  note: string | null;
  validUntil: Instant;
  createdAt: Instant;
  sentAt: Instant | null;
  viewedAt: Instant | null;
  acceptedAt: Instant | null;
  closedAt: Instant | null;
  orderId: OrderId | null;
  chargeId: ChargeId | null;
  linkToken: string | null;
  version: number;
  lines: readonly QuoteLine[];
}

export const maxLines = 200;
export const maxQuantityMilli = 1_000_000_000n;
export const defaultTaxMode: TaxMode = "added";
/** What a seller may give away without asking anyone. */
export const sellerDiscountPpm = 50_000;
export const managerDiscountPpm = 1_000_000;

/** Prices a whole document: the only place where a quote's figures come from. */
export function priceQuote(
  lines: readonly LineDraft[],
  terms: Terms,
): Result<{ lines: QuoteLine[]; totals: Totals }, "quote_empty" | "quantity_invalid" | "amount_invalid"> {
  if (lines.length > maxLines) return err("quote_empty", { lines: lines.length, most: maxLines });
  for (const [index, line] of lines.entries()) {
    const at = { line: index + 1 };
    if (line.qtyMilli <= 0n || line.qtyMilli > maxQuantityMilli) return err("quantity_invalid", at);
    const gross = divideRounded(line.unitPriceMinor * line.qtyMilli, 1_000n, "floor");
    if (line.unitPriceMinor < 0n || line.discountMinor < 0n || line.discountMinor > gross)
      return err("amount_invalid", at);
  }
  const result = calculate({
    currency: terms.currency,
    mode: terms.taxMode,
    rounding: "document",
    discount: { kind: "rate", ppm: terms.discountPpm },
    lines: lines.map((line) => ({
      qtyMilli: line.qtyMilli,
      unitPriceMinor: line.unitPriceMinor,
      discount: { kind: "amount" as const, minor: line.discountMinor },
      taxCode: line.taxCode,
      taxRatePpm: line.taxRatePpm,
    })),
  });
  const { lines: priced, ...totals } = result;
  return ok({
    lines: lines.map((line, index) => ({
      ...line,
      lineNo: index + 1,
      taxMinor: priced[index]?.taxMinor ?? 0n,
      totalMinor: priced[index]?.totalMinor ?? 0n,
    })),
    totals,
  });
}

/** Line and document discounts together against what the role may give; the last cent is the rounding's. */
export function checkDiscount(
  totals: Pick<Totals, "subtotalMinor" | "discountMinor">,
  { discountPpm }: Pick<Terms, "discountPpm">,
  limitPpm: number,
): Result<true, "discount_over_limit"> {
  if (discountPpm > limitPpm) return err("discount_over_limit", { limitPpm });
  const allowed = divideRounded(totals.subtotalMinor * BigInt(limitPpm), 1_000_000n, "ceil");
  return totals.discountMinor <= allowed ? ok(true) : err("discount_over_limit", { limitPpm });
}

/** An offer whose hour has passed is expired when it is read, whether or not the sweep came by. */
export function statusAt(quote: Pick<Quote, "status" | "validUntil">, now: Instant): QuoteStatus {
  return (quote.status === "draft" || quote.status === "sent") && now >= quote.validUntil ? "expired" : quote.status;
}

export function moveQuote(
  quote: Pick<Quote, "status" | "validUntil">,
  to: QuoteStatus,
  now: Instant,
): Result<QuoteStatus, "quote_state_conflict" | "quote_expired"> {
  const from = statusAt(quote, now);
  if (from === "expired" && to !== "expired") return err("quote_expired");
  return quoteMoves[quote.status].includes(to)
    ? ok(to)
    : err("quote_state_conflict", { status: quote.status, wanted: to });
}

/** An offer needs something in it, and something to pay. */
export function checkSendable(quote: Quote): Result<true, "quote_empty" | "amount_invalid"> {
  if (quote.lines.length === 0) return err("quote_empty");
  return quote.totalMinor > 0n ? ok(true) : err("amount_invalid");
}

/** Goods are promised until the offer ends, but never longer than this. */
export const longestHoldMs = 72 * 3_600_000;
export const holdUntil = (validUntil: Instant, now: Instant): Instant =>
  Math.min(validUntil, now + longestHoldMs) as Instant;

/** The sale a quote becomes has one name per version, so that it can be born once. */
export const orderKeyOf = ({ id, version }: Pick<Quote, "id" | "version">): string => `quote:${id}:v${version}`;

export const quoteCode = (number: number | null): string =>
  number === null ? "" : `C-${number.toString().padStart(5, "0")}`;
