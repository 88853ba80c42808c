import { CONVENTIONS, type CountryCode, NBSP } from "./country";

export type Language = "es" | "en";
/** Where and for whom an instant is written. */
export type TimeFrame = { zone: string; country: CountryCode; language?: Language };

type Wall = { year: number; month: number; day: number; hour: number; minute: number; weekday: number };

const WEEKDAYS = {
  es: ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"],
  en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
} as const;
const MONTHS = {
  es: [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
  ],
  en: [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ],
} as const;

/** Building one costs more than a hundred uses of it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(zone: string): Intl.DateTimeFormat {
  const cached = formatters.get(zone);
  if (cached) return cached;
  const formatter = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  formatters.set(zone, formatter);
  return formatter;
}

/** Only digits are taken from `Intl`: they are the same everywhere, its words and spaces are not. */
function wallClock(instant: string, zone: string): Wall {
  const millis = Date.parse(instant);
  if (Number.isNaN(millis)) throw new TypeError(`not an instant: ${instant}`);
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterFor(zone).formatToParts(millis)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute, weekday: weekdayOf(year, month, day) };
}

function weekdayOf(year: number, month: number, day: number): number {
  return (((Date.UTC(year, month - 1, day) / 86_400_000 + 4) % 7) + 7) % 7;
}

/** A calendar day has no zone: `2026-11-20` is the 20th wherever it is read. */
function wallOf(value: string, zone: string): Wall {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!day) return wallClock(value, zone);
  const [year, month, date] = [Number(day[1]), Number(day[2]), Number(day[3])];
  return { year, month, day: date, hour: 0, minute: 0, weekday: weekdayOf(year, month, date) };
}

const two = (value: number) => value.toString().padStart(2, "0");
const nameAt = (names: readonly string[], index: number) => names[index] ?? "";

/** 20/11/2026, in every country of the product and in both languages. */
export function formatDate(value: string, frame: TimeFrame): string {
  const { day, month, year } = wallOf(value, frame.zone);
  return `${two(day)}/${two(month)}/${year}`;
}

/** vie 20 nov */
export function formatShortDate(value: string, frame: TimeFrame): string {
  const { weekday, day, month } = wallOf(value, frame.zone);
  const language = frame.language ?? "es";
  const cut = (name: string) => name.slice(0, 3);
  return `${cut(nameAt(WEEKDAYS[language], weekday))} ${day} ${cut(nameAt(MONTHS[language], month - 1))}`;
}

/** viernes 20 de noviembre de 2026: dates inside sentences are words. */
export function formatLongDate(value: string, frame: TimeFrame): string {
  const { weekday, day, month, year } = wallOf(value, frame.zone);
  const language = frame.language ?? "es";
  const name = nameAt(WEEKDAYS[language], weekday);
  const monthName = nameAt(MONTHS[language], month - 1);
  return language === "es" ? `${name} ${day} de ${monthName} de ${year}` : `${name} ${day} ${monthName} ${year}`;
}

/** 7:05 p. m., or 19:05 where the day has twenty-four hours. */
export function formatTime(value: string, frame: TimeFrame): string {
  const { hour, minute } = wallOf(value, frame.zone);
  if (!CONVENTIONS[frame.country].hour12) return `${hour}:${two(minute)}`;
  const half = hour < 12 ? `a.${NBSP}m.` : `p.${NBSP}m.`;
  return `${hour % 12 === 0 ? 12 : hour % 12}:${two(minute)}${NBSP}${half}`;
}

export function formatDateTime(value: string, frame: TimeFrame): string {
  return `${formatDate(value, frame)}, ${formatTime(value, frame)}`;
}

type Step = { seconds: number; es: readonly [string, string]; en: readonly [string, string] };
const STEPS: readonly Step[] = [
  { seconds: 86_400, es: ["día", "días"], en: ["day", "days"] },
  { seconds: 3_600, es: ["h", "h"], en: ["h", "h"] },
  { seconds: 60, es: ["min", "min"], en: ["min", "min"] },
];

/** hace 5 min, en 2 h. Up to the caller to stop using it after a day: «hace 26 h» helps nobody. */
export function formatRelative(value: string, now: string, frame: Pick<TimeFrame, "language">): string {
  const language = frame.language ?? "es";
  const seconds = Math.round((Date.parse(value) - Date.parse(now)) / 1000);
  const distance = Math.abs(seconds);
  const step = STEPS.find((candidate) => distance >= candidate.seconds);
  if (!step) return language === "es" ? "ahora" : "now";
  const count = Math.floor(distance / step.seconds);
  const unit = step[language][count === 1 ? 0 : 1];
  const span = `${count}${NBSP}${unit}`;
  if (language === "es") return seconds < 0 ? `hace ${span}` : `en ${span}`;
  return seconds < 0 ? `${span} ago` : `in ${span}`;
}

/** 23 h 51 min, for clocks that count down: two units at most, the smallest a minute. */
export function formatDuration(totalSeconds: number, language: Language = "es"): string {
  const seconds = Math.max(0, Math.floor(totalSeconds));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  const dayWord = language === "es" ? (days === 1 ? "día" : "días") : days === 1 ? "day" : "days";
  if (days > 0) return `${days}${NBSP}${dayWord}${hours > 0 ? ` ${hours}${NBSP}h` : ""}`;
  if (hours > 0) return `${hours}${NBSP}h${minutes > 0 ? ` ${minutes}${NBSP}min` : ""}`;
  return minutes > 0 ? `${minutes}${NBSP}min` : `${seconds}${NBSP}s`;
}

/** Whether both fall on one calendar day where the reader is. */
export function isSameDay(one: string, other: string, zone: string): boolean {
  const [a, b] = [wallOf(one, zone), wallOf(other, zone)];
  return a.year === b.year && a.month === b.month && a.day === b.day;
}
