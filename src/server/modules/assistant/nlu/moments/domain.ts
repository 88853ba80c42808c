import { type LocalDate, plusDays, weekdayOf } from "@/lib/time";
import type { Normalised, Token } from "@/server/modules/assistant/nlu/text/domain";

export type DayPart = "morning" | "noon" | "afternoon" | "night";

/** What the person said about when. `impossible` is said so and asked again, never corrected («31/02»). */
export type Moment = {
  date?: LocalDate;
  /** Minutes after midnight. */
  time?: number;
  part?: DayPart;
  problem?: "impossible" | "past" | "ambiguous_hour";
  span: { start: number; end: number };
};

const WEEKDAYS = ["lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"];
const MONTHS = [
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
];
const SMALL: Readonly<Record<string, number>> = { un: 1, una: 1, uno: 1 };

type Reading = { text: string; tokens: readonly Token[]; at: number };
type DateFound = { date?: LocalDate; isImpossible: boolean; from: number; to: number };

export function findMoment({ tokens }: Normalised, today: LocalDate): Moment | undefined {
  const words = tokens.filter((token) => token.kind !== "punctuation");
  const date = findDate(words, today);
  const time = findTime(words, date);
  const part = findPart(words);
  const used = [date, time, part].filter((one) => one !== undefined);
  if (used.length === 0) return undefined;
  const minutes = settleHour(time, part?.part);
  const problem =
    date?.isImpossible === true
      ? "impossible"
      : date?.date !== undefined && date.date < today
        ? "past"
        : minutes.isAmbiguous
          ? "ambiguous_hour"
          : undefined;
  return {
    date: date?.date,
    time: minutes.value,
    part: part?.part,
    problem,
    span: {
      start: Math.min(...used.map(({ from }) => words[from]?.start ?? 0)),
      end: Math.max(...used.map(({ to }) => words[to - 1]?.end ?? 0)),
    },
  };
}

function findDate(words: readonly Token[], today: LocalDate): DateFound | undefined {
  for (let at = 0; at < words.length; at += 1) {
    const found = dateAt({ tokens: words, at, text: words[at]?.text ?? "" }, today);
    if (found !== undefined) return found;
  }
  return undefined;
}

function dateAt({ tokens, at, text }: Reading, today: LocalDate): DateFound | undefined {
  const word = (offset: number) => tokens[at + offset]?.text ?? "";
  const good = (date: LocalDate, length: number): DateFound => ({
    date,
    isImpossible: false,
    from: at,
    to: at + length,
  });
  if (text === "pasado" && word(1) === "mañana") return good(plusDays(today, 2), 2);
  if (text === "hoy" && word(1) === "en" && /^(?:8|15)$/.test(word(2)))
    return good(plusDays(today, word(2) === "8" ? 7 : 14), 3);
  if (text === "hoy") return good(today, 1);
  if (text === "mañana" && !/^(?:la|las)$/.test(word(-1))) return good(plusDays(today, 1), 1);
  if (text === "anteayer" || text === "antier") return good(plusDays(today, -2), 1);
  if (text === "ayer") return good(plusDays(today, -1), 1);
  if (text === "en" || text === "dentro") return daysAhead({ tokens, at, text }, today);
  if (WEEKDAYS.includes(text)) return weekday({ tokens, at, text }, today);
  if (tokens[at]?.kind === "date") return writtenDate(text, today, at);
  if (tokens[at]?.kind === "number" && word(1) === "de" && MONTHS.includes(word(2))) {
    const year =
      word(3) === "de" && /^20\d{2}$/.test(word(4))
        ? Number(word(4))
        : /^20\d{2}$/.test(word(3))
          ? Number(word(3))
          : undefined;
    return dayOf(Number(text), MONTHS.indexOf(word(2)) + 1, year, today, at, 3);
  }
  if (tokens[at]?.kind === "number" && word(-1) === "el" && /^\d{1,2}$/.test(text) && word(1) !== "de")
    return dayOfMonth(Number(text), today, at);
  return undefined;
}

function daysAhead({ tokens, at, text }: Reading, today: LocalDate): DateFound | undefined {
  const first = at + (text === "dentro" && tokens[at + 1]?.text === "de" ? 2 : 1);
  const count = SMALL[tokens[first]?.text ?? ""] ?? Number(tokens[first]?.text);
  const unit = tokens[first + 1]?.text ?? "";
  if (!Number.isInteger(count) || count < 1 || count > 365) return undefined;
  if (/^dias?$/.test(unit)) return { date: plusDays(today, count), isImpossible: false, from: at, to: first + 2 };
  if (/^semanas?$/.test(unit))
    return { date: plusDays(today, count * 7), isImpossible: false, from: at, to: first + 2 };
  return undefined;
}

/** The next such day; «que viene» and «próximo» skip the rest of this week only when the day is today. */
function weekday({ tokens, at, text }: Reading, today: LocalDate): DateFound {
  const wanted = WEEKDAYS.indexOf(text) + 1;
  const ahead = (wanted - weekdayOf(today) + 7) % 7 || 7;
  const isWeekLater = tokens[at + 1]?.text === "en" && tokens[at + 2]?.text === "8";
  return {
    date: plusDays(today, isWeekLater ? ahead + 7 : ahead),
    isImpossible: false,
    from: at,
    to: at + (isWeekLater ? 3 : 1),
  };
}

function writtenDate(text: string, today: LocalDate, at: number): DateFound {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (iso !== null) return dayOf(Number(iso[3]), Number(iso[2]), Number(iso[1]), today, at, 1);
  const [day = 0, month = 0, year] = text.split(/[/-]/).map(Number);
  return dayOf(day, month, year === undefined || year > 99 ? year : 2000 + year, today, at, 1);
}

const pad = (value: number, size: number): string => String(value).padStart(size, "0");

function lastDay(month: number, year: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Day first. Without a year it is the next time that date comes round. */
function dayOf(
  day: number,
  month: number,
  year: number | undefined,
  today: LocalDate,
  at: number,
  length: number,
): DateFound {
  const span = { from: at, to: at + length };
  const thisYear = Number(today.slice(0, 4));
  const build = (inYear: number) => `${pad(inYear, 4)}-${pad(month, 2)}-${pad(day, 2)}` as LocalDate;
  const exists = (inYear: number) => month >= 1 && month <= 12 && day >= 1 && day <= lastDay(month, inYear);
  if (year !== undefined)
    return exists(year) ? { ...span, date: build(year), isImpossible: false } : { ...span, isImpossible: true };
  const chosen = exists(thisYear) && build(thisYear) >= today ? thisYear : thisYear + 1;
  return exists(chosen) ? { ...span, date: build(chosen), isImpossible: false } : { ...span, isImpossible: true };
}

function dayOfMonth(day: number, today: LocalDate, at: number): DateFound | undefined {
  if (day < 1 || day > 31) return undefined;
  let month = Number(today.slice(5, 7));
  let year = Number(today.slice(0, 4));
  for (let tries = 0; tries < 3; tries += 1) {
    const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` as LocalDate;
    if (day <= lastDay(month, year) && date >= today) return { date, isImpossible: false, from: at, to: at + 1 };
    month = month === 12 ? 1 : month + 1;
    if (month === 1) year += 1;
  }
  return undefined;
}

type TimeFound = { hour: number; minute: number; half?: "am" | "pm"; from: number; to: number };

function findTime(words: readonly Token[], date: DateFound | undefined): TimeFound | undefined {
  for (let at = 0; at < words.length; at += 1) {
    if (date !== undefined && at >= date.from && at < date.to) continue;
    const text = words[at]?.text ?? "";
    const before = words[at - 1]?.text ?? "";
    const clock = /^(\d{1,2}):(\d{2})$/.exec(text);
    const glued = /^(\d{1,2})(am|pm|h|hs|hrs)$/.exec(text);
    const hour =
      clock !== null
        ? Number(clock[1])
        : glued !== null
          ? Number(glued[1])
          : text === "una" && before === "la"
            ? 1
            : Number(text);
    const next = words[at + 1]?.text ?? "";
    const isAnnounced =
      /^(?:las|la|tipo)$/.test(before) ||
      clock !== null ||
      glued !== null ||
      (/^(?:am|pm|horas|a|p)$/.test(next) && words[at]?.kind === "number" && isHalfMark(words, at + 1));
    if (!isAnnounced || !Number.isInteger(hour) || hour > 23) continue;
    const minutes = minutesAfter(words, at + 1);
    const mark =
      halfOf(words, at + 1 + minutes.length) ??
      (glued?.[2] === "am" || glued?.[2] === "pm" ? { half: glued[2], length: 0 } : undefined);
    return {
      hour,
      minute: clock === null ? minutes.value : Number(clock[2]),
      half: mark?.half,
      from: at,
      to: at + 1 + minutes.length + (mark?.length ?? 0),
    };
  }
  return undefined;
}

const isHalfMark = (words: readonly Token[], at: number): boolean =>
  words[at]?.text === "horas" || halfOf(words, at) !== undefined;

function halfOf(words: readonly Token[], at: number): { half: "am" | "pm"; length: number } | undefined {
  const text = words[at]?.text ?? "";
  if (text === "am" || text === "pm") return { half: text, length: 1 };
  if ((text === "a" || text === "p") && words[at + 1]?.text === "m")
    return { half: text === "a" ? "am" : "pm", length: 2 };
  return undefined;
}

function minutesAfter(words: readonly Token[], at: number): { value: number; length: number } {
  if (words[at]?.text !== "y") return { value: 0, length: 0 };
  const next = words[at + 1]?.text ?? "";
  if (next === "media") return { value: 30, length: 2 };
  if (next === "cuarto") return { value: 15, length: 2 };
  return /^[1-5]?\d$/.test(next) ? { value: Number(next), length: 2 } : { value: 0, length: 0 };
}

function findPart(words: readonly Token[]): { part: DayPart; from: number; to: number } | undefined {
  for (let at = 0; at < words.length; at += 1) {
    const text = words[at]?.text ?? "";
    const isAfterArticle = /^(?:la|las)$/.test(words[at - 1]?.text ?? "");
    const span = { from: at, to: at + 1 };
    if (text === "mañana" && isAfterArticle) return { part: "morning", ...span };
    if (text === "temprano" || text === "mañanita") return { part: "morning", ...span };
    if (text === "mediodia") return { part: "noon", ...span };
    if (/^tarde(?:cita)?$/.test(text) && (isAfterArticle || words[at - 1]?.kind === "word"))
      return { part: "afternoon", ...span };
    if (text === "noche" && isAfterArticle) return { part: "night", ...span };
  }
  return undefined;
}

/** Shops open by day: one to six is the afternoon; seven and eight could be either. */
function settleHour(time: TimeFound | undefined, part: DayPart | undefined): { value?: number; isAmbiguous: boolean } {
  if (time === undefined) return { isAmbiguous: false };
  const { hour, minute, half } = time;
  const at = (settled: number) => ({ value: settled * 60 + minute, isAmbiguous: false });
  if (hour >= 13 || hour === 0) return at(hour);
  if (half === "pm" || part === "afternoon" || part === "night") return at(hour === 12 ? 12 : hour + 12);
  if (half === "am" || part === "morning") return at(hour === 12 && half === "am" ? 0 : hour);
  if (hour <= 6) return at(hour + 12);
  return { value: hour * 60 + minute, isAmbiguous: hour === 7 || hour === 8 };
}
