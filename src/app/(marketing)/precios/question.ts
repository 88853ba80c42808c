import { readAmount } from "@/lib/format";
import type { Need } from "@/lib/plans";

export type Question = Need & { lostSales: number; ticket: string | null };
type Query = Readonly<Record<string, string | string[] | undefined>>;

const MOST = 10_000;

function count(value: string | string[] | undefined, least: number): number {
  const number = typeof value === "string" && /^\d{1,5}$/.test(value) ? Number(value) : least;
  return Math.min(MOST, Math.max(least, number));
}

/** What the calculator was asked; null until somebody asks. */
export function readQuestion(query: Query): Question | null {
  if (query.sucursales === undefined) return null;
  const ticket = typeof query.venta === "string" ? readAmount(query.venta, "VE") : null;
  return {
    branches: count(query.sucursales, 1),
    members: count(query.personas, 1),
    usesWhatsapp: query.whatsapp === "si",
    wantsForecast: query.pronostico === "si",
    lostSales: count(query.perdidas, 0),
    ticket: ticket?.startsWith("-") ? null : ticket,
  };
}

/** Exact product of a decimal text and a count, with two decimals. */
export function lossMinor({ ticket, lostSales }: Question): bigint {
  if (!ticket) return 0n;
  const [whole = "0", fraction = ""] = ticket.split(".");
  return BigInt(whole + fraction.slice(0, 2).padEnd(2, "0")) * BigInt(lostSales);
}

/** How many lost sales a month's price is, rounded up: a part of a sale pays nothing. */
export function salesToPay(priceMinor: bigint, { ticket }: Question): bigint | null {
  const one = lossMinor({ ticket, lostSales: 1 } as Question);
  return one > 0n ? (priceMinor + one - 1n) / one : null;
}
