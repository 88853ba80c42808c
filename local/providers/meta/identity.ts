import { createHash } from "node:crypto";
import type { Persona, PhoneNumber } from "./types";

const BSUID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

/** Business-scoped user id: another portfolio, or another phone of the same person, gives another id. */
export function userIdOf(persona: Persona, portfolioId: string): string {
  const seed = `${portfolioId}|${persona.key}|${persona.waId ?? persona.username ?? ""}`;
  const digits = BigInt(`0x${createHash("sha256").update(seed).digest("hex").slice(0, 30)}`).toString();
  return `${persona.country}.${digits.slice(0, 20)}`;
}

export type Recipient = { input: string; persona?: Persona };

export const isUserId = (value: string): boolean => BSUID.test(value);

/** Phones match by digits; Mexico's old `1` is optional for Meta, Argentina's `9` is not. */
export function findRecipient(input: string, personas: Persona[], number: PhoneNumber): Recipient {
  if (isUserId(input)) {
    return { input, persona: personas.find((persona) => userIdOf(persona, number.portfolioId) === input) };
  }
  const digits = withMexicanOne(input.replace(/\D/g, ""));
  return { input, persona: personas.find(({ waId }) => waId !== undefined && withMexicanOne(waId) === digits) };
}

const withMexicanOne = (digits: string) => (/^52[^1]\d{9}$/.test(digits) ? `521${digits.slice(2)}` : digits);
