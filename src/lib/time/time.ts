import { Temporal } from "temporal-polyfill";
import type { Brand } from "../brand";

/** Milliseconds since the epoch, UTC. */
export type Instant = Brand<number, "Instant">;
/** A calendar day, `YYYY-MM-DD`. */
export type LocalDate = Brand<string, "LocalDate">;
/** An IANA zone name. */
export type TimeZone = Brand<string, "TimeZone">;

export const instant = (epochMilliseconds: number): Instant => Math.trunc(epochMilliseconds) as Instant;
export const fromDate = (date: Date): Instant => date.getTime() as Instant;
/** For drivers and libraries that want a Date; nothing else makes one. */
export const toDate = (at: Instant): Date => new Date(at);
export const toIso = (at: Instant): string => new Date(at).toISOString();
export function parseInstant(text: string): Instant | null {
  const value = Date.parse(text);
  return Number.isNaN(value) ? null : (value as Instant);
}

export const seconds = (count: number): number => count * 1_000;
export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => count * 3_600_000;
export const days = (count: number): number => count * 86_400_000;
export const plus = (at: Instant, milliseconds: number): Instant => (at + milliseconds) as Instant;

export interface BusinessCalendar {
  timeZone: TimeZone;
  /** Minutes after midnight at which the business day turns: kitchens close after midnight. */
  dayStartMinutes: number;
}

const zoned = (at: Instant, timeZone: TimeZone) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);

/** The only way to answer «today». */
export function businessDateOf(at: Instant, { timeZone, dayStartMinutes }: BusinessCalendar): LocalDate {
  return zoned(at, timeZone).subtract({ minutes: dayStartMinutes }).toPlainDate().toString() as LocalDate;
}

export const localDate = (text: string): LocalDate => Temporal.PlainDate.from(text).toString() as LocalDate;
export const plusDays = (date: LocalDate, count: number): LocalDate =>
  Temporal.PlainDate.from(date).add({ days: count }).toString() as LocalDate;
export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: "days" }).days;
/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (date: LocalDate): number => Temporal.PlainDate.from(date).dayOfWeek;
/** The first instant of that calendar day in the zone (valid across DST gaps). */
export const startOfDay = (date: LocalDate, timeZone: TimeZone): Instant =>
  Temporal.PlainDate.from(date).toZonedDateTime({ timeZone }).epochMilliseconds as Instant;
/** A date column's value: midnight UTC of the calendar day. */
export const dateColumn = (date: LocalDate): Date => new Date(`${date}T00:00:00.000Z`);
export const fromDateColumn = (value: Date): LocalDate => value.toISOString().slice(0, 10) as LocalDate;

export function isTimeZone(name: string): name is TimeZone {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
