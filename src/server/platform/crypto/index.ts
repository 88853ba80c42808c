import { createHmac, timingSafeEqual } from "node:crypto";
import { type Algorithm, hash, verify } from "@node-rs/argon2";

/** The library's enum has no value at run time: 2 is Argon2id. */
const argon2id = 2 as Algorithm;
const parameters = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const maxAtOnce = 4;
const maxWaiting = 64;
let running = 0;
const waiting: (() => void)[] = [];

/** Hashing takes 19 MiB and a core for tens of milliseconds: a few at once, a bounded queue, then refusal. */
async function inTurn<T>(work: () => Promise<T>): Promise<T | null> {
  if (running >= maxAtOnce) {
    if (waiting.length >= maxWaiting) return null;
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

/** Argon2id with its parameters in the text; null when too many are waiting. */
export const hashPassword = (password: string): Promise<string | null> =>
  inTurn(() => hash(password.normalize("NFKC"), parameters));

let decoy: Promise<string> | undefined;

/** The same work whether or not the account exists; null when too many are waiting. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean | null> {
  decoy ??= hash("an account that does not exist", parameters);
  const against = stored ?? (await decoy);
  const matches = await inTurn(() => verify(against, password.normalize("NFKC")));
  return matches === null ? null : matches && stored !== null;
}

export const hmacHex = (secret: string, payload: string | Uint8Array): string =>
  createHmac("sha256", secret).update(payload).digest("hex");

/** Constant time, whatever the lengths. */
export function safeEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
