import { createHash, randomBytes } from "node:crypto";
import type { Instant } from "@/lib/time";
import type { Clock } from "../clock";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Ids are lower-case ULIDs: 48 bits of time, then 80 random bits, so they sort by creation and cannot be guessed. */
export interface Ids {
  next<Id extends string>(): Id;
}

function encode(value: bigint, length: number): string {
  let text = "";
  let rest = value;
  for (let index = 0; index < length; index += 1) {
    text = alphabet.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return text;
}

const ulid = (at: Instant, random: Uint8Array): string => {
  let value = 0n;
  for (const byte of random.subarray(0, 10)) value = (value << 8n) | BigInt(byte);
  return encode(BigInt(at), 10) + encode(value, 16);
};

export const randomIds = (clock: Clock): Ids => ({
  next: <Id extends string>() => ulid(clock.now(), randomBytes(10)) as Id,
});

/** The same ids for the same seed and clock: demo data and tests. */
export function seededIds(seed: string, clock: Clock): Ids {
  let count = 0;
  return {
    next: <Id extends string>() => {
      count += 1;
      return ulid(clock.now(), createHash("sha256").update(`${seed}:${count}`).digest()) as Id;
    },
  };
}

/** A secret for a link or a session: 256 bits, URL-safe. Only its hash is stored. */
export const secretToken = (): string => randomBytes(32).toString("base64url");
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");
