import { createHash, randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function encode(atMs: number, random: Uint8Array): string {
  let time = "";
  let rest = atMs;
  for (let i = 0; i < 10; i++) {
    time = ALPHABET[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  const bits = random.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  let tail = "";
  for (let i = 0n; i < 16n; i++) tail = ALPHABET[Number((bits >> (i * 5n)) & 31n)] + tail;
  return time + tail;
}

/** Sortable by creation time, so lists need no second column to order by. */
export function newId(atMs: number): string {
  return encode(atMs, randomBytes(10));
}

/** The SDK repeats its seed when it repeats a request: the same request then gives the same ids, and is stored once. */
export function seededId(atMs: number, seed: string, index: number): string {
  return encode(atMs, createHash("sha256").update(`${seed}:${index}`).digest().subarray(0, 10));
}
