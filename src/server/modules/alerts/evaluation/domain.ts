import { type CountryCode, formatMoney, formatNumber, formatQuantity, type WireMoney } from "@/lib/format";
import { divideRounded } from "@/lib/money";
import { milliToText } from "@/lib/quantity";
import { type LocalDate, plusDays, weekdayOf } from "@/lib/time";
import { type AlertKind, coverDays, type Position, perDayMilli, type TransferPlan, windowDays } from "../domain";

const weekdays = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];

/** The business day on which the shelf is empty at the present pace; null when nothing sells. */
export function runsOutOn(position: Position, today: LocalDate): LocalDate | null {
  const days = coverDays(position);
  return days === null ? null : plusDays(today, days);
}

const fewPerDayMilli = 100n;

/** By the day where that is a number people say; what sells now and then is told by the window. */
function paceText(soldMilli: bigint, country: CountryCode): string {
  const perDay = perDayMilli(soldMilli);
  if (perDay < fewPerDayMilli) return `Vendió ${formatQuantity(soldMilli, country)} en ${windowDays} días`;
  const tenths = divideRounded(perDay, 100n) * 100n;
  return `Vende ${formatNumber(milliToText(tenths), country)} al día`;
}

/** What the owner reads: how it sells, what is left, when it ends. Weekday within a week, days after that. */
export function alertSentence(
  kind: AlertKind,
  position: Position,
  today: LocalDate,
  branchName: string,
  country: CountryCode,
): string {
  const sells = position.soldMilli > 0n ? paceText(position.soldMilli, country) : "Tiene un mínimo fijado";
  if (kind === "stock_out") return `${sells} y no queda en ${branchName}.`;
  const left = formatQuantity(position.availableMilli, country);
  const days = coverDays(position);
  const end = runsOutOn(position, today);
  const when =
    days === null || end === null
      ? "está por debajo de su mínimo"
      : days < 7
        ? `se agota el ${weekdays[weekdayOf(end) - 1]}`
        : `alcanza para ${days} días`;
  return `${sells}; quedan ${left} en ${branchName}: ${when}.`;
}

export function transferSentence(
  plan: TransferPlan,
  names: { item: string; from: string; to: string },
  gain: WireMoney,
  country: CountryCode,
): string {
  const move = `Trasladar ${formatQuantity(plan.qtyMilli, country)} de ${names.item} de ${names.from} a ${names.to}`;
  return /[1-9]/.test(gain.amount)
    ? `${move} evita perder ${formatMoney(gain, country)}.`
    : `${move} repone su mínimo.`;
}
