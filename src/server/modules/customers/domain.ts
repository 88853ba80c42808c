import { formatPhone } from "@/lib/format";
import type { ContactPointId, CustomerId } from "@/lib/ids";
import { lastFour, type Phone, phoneOf } from "@/lib/phone";

/** `phone` is canonical and decides equality; `wa_id` is kept as received, because sending uses the provider's own spelling. */
export const aliasKinds = ["phone", "bsuid", "wa_id", "username"] as const;
export type AliasKind = (typeof aliasKinds)[number];
export interface Alias {
  kind: AliasKind;
  value: string;
}
export interface OwnedAlias extends Alias {
  contactPointId: ContactPointId;
  customerId: CustomerId;
}

/** A provider's user id scoped to a business portfolio; stored and sent back exactly. */
const bsuidPattern = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;
export const isBsuid = (value: string): boolean => bsuidPattern.test(value);

/**
 * What a provider says of a person, as aliases in the order of who decides: the phone first, because nearly every event of one person
 * carries it, so that concurrent first messages meet on the same unique row.
 */
export function aliasesOf(known: { waId?: string; bsuid?: string; username?: string }): Alias[] {
  const aliases: Alias[] = [];
  const phone = known.waId ? phoneOf(known.waId) : null;
  if (phone) aliases.push({ kind: "phone", value: phone });
  if (known.bsuid && isBsuid(known.bsuid)) aliases.push({ kind: "bsuid", value: known.bsuid });
  if (known.waId) aliases.push({ kind: "wa_id", value: known.waId });
  if (known.username) aliases.push({ kind: "username", value: known.username });
  return aliases;
}

/** A username is shown and can move between people, so it never says who somebody is. */
export const identifying = (aliases: readonly Alias[]): Alias[] =>
  aliases
    .filter(({ kind }) => kind !== "username")
    .sort((a, b) => aliasKinds.indexOf(a.kind) - aliasKinds.indexOf(b.kind));

export type Resolution =
  | { kind: "unknown" }
  | { kind: "known"; contactPointId: ContactPointId; customerId: CustomerId; missing: Alias[] }
  | { kind: "several"; winner: OwnedAlias; losers: ContactPointId[]; missing: Alias[] };

/** Whose aliases these are. One event that names two contact points proves that they are one person. */
export function resolve(wanted: readonly Alias[], owned: readonly OwnedAlias[]): Resolution {
  const held = wanted.flatMap((alias) => owned.filter((o) => o.kind === alias.kind && o.value === alias.value));
  const winner = held[0];
  if (!winner) return { kind: "unknown" };
  const missing = wanted.filter((alias) => !owned.some((o) => o.kind === alias.kind && o.value === alias.value));
  const losers = [...new Set(held.map(({ contactPointId }) => contactPointId))].filter(
    (id) => id !== winner.contactPointId,
  );
  return losers.length > 0
    ? { kind: "several", winner, losers, missing }
    : { kind: "known", contactPointId: winner.contactPointId, customerId: winner.customerId, missing };
}

/** Never a bare provider id: name, username, formatted phone, else the last four characters. */
export function displayName(person: { name: string; aliases: readonly Alias[] }): string {
  const name = person.name.trim();
  if (name && !isBsuid(name)) return name;
  const of = (kind: AliasKind) => person.aliases.find((alias) => alias.kind === kind)?.value;
  const username = of("username");
  if (username) return `@${username}`;
  const phone = of("phone");
  if (phone) return formatPhone(phone);
  return `Cliente ·${lastFour(of("bsuid") ?? of("wa_id") ?? "0000")}`;
}

export interface CustomerSummary {
  customerId: CustomerId;
  name: string;
  phone: Phone | null;
}

/** Where to send: the provider's own spelling if we have it, else the number, else the portfolio's user id. */
export function addressOf(aliases: readonly Alias[]): string | null {
  const of = (kind: AliasKind) => aliases.findLast((alias) => alias.kind === kind)?.value;
  return of("wa_id") ?? of("phone")?.slice(1) ?? of("bsuid") ?? null;
}
