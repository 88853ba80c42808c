import { type Instant, minutes, plus, seconds } from "@/lib/time";
import { type Conversation, isWindowOpen } from "../domain";

/** An answer lost on the way is waited for this long before a person is asked. */
export const confirmationMs = minutes(2);
/** A head that cannot leave lets the next of its conversation pass after this. */
export const headBlockMs = seconds(30);

export type Claim =
  | { kind: "send" }
  | { kind: "cancel"; reason: "superseded" | "expired" }
  | { kind: "fail"; code: "window_closed" };

/**
 * Decided under the conversation's row lock, the one every takeover takes: what was decided under an older fence is never sent.
 */
export function claimOf(
  outbound: { fence: bigint | null; expiresAt: Instant | null; isTemplate: boolean },
  conversation: Pick<Conversation, "fence" | "windowExpiresAt">,
  at: Instant,
): Claim {
  if (outbound.fence !== null && outbound.fence !== conversation.fence) return { kind: "cancel", reason: "superseded" };
  if (outbound.expiresAt !== null && outbound.expiresAt <= at) return { kind: "cancel", reason: "expired" };
  if (!outbound.isTemplate && !isWindowOpen(conversation.windowExpiresAt, at))
    return { kind: "fail", code: "window_closed" };
  return { kind: "send" };
}

export type Reaction =
  | { kind: "retry"; schedule: "provider" | "pair" | "number" }
  | { kind: "other_number" }
  | { kind: "stop_channel" }
  | { kind: "fail" };

const tableOf = {
  "131047": { kind: "fail" },
  "131049": { kind: "fail" },
  "130472": { kind: "fail" },
  "131050": { kind: "fail" },
  "131048": { kind: "fail" },
  "131051": { kind: "fail" },
  "131052": { kind: "fail" },
  "131053": { kind: "fail" },
  "131026": { kind: "other_number" },
  "131056": { kind: "retry", schedule: "pair" },
  "130429": { kind: "retry", schedule: "number" },
  "80007": { kind: "retry", schedule: "number" },
  "4": { kind: "retry", schedule: "number" },
  "131000": { kind: "retry", schedule: "provider" },
  "131016": { kind: "retry", schedule: "provider" },
  "131057": { kind: "retry", schedule: "provider" },
  "1": { kind: "retry", schedule: "provider" },
  "2": { kind: "retry", schedule: "provider" },
  "190": { kind: "stop_channel" },
  "10": { kind: "stop_channel" },
  "131005": { kind: "stop_channel" },
  "131031": { kind: "stop_channel" },
  "368": { kind: "stop_channel" },
  "131042": { kind: "stop_channel" },
  "131037": { kind: "stop_channel" },
  "133010": { kind: "stop_channel" },
} as const satisfies Record<string, Reaction>;

/** Codes and meanings are the provider's; the reaction is ours. An unknown code is treated as its HTTP class. */
export function reactionTo(code: string, httpStatus: number): Reaction {
  if (Object.hasOwn(tableOf, code)) return tableOf[code as keyof typeof tableOf];
  if (/^2\d\d$/.test(code)) return { kind: "stop_channel" };
  if (httpStatus >= 500 || httpStatus === 429) return { kind: "retry", schedule: "provider" };
  return { kind: "fail" };
}

const mostAttempts = 5;
const spreadPercent = 20;
const stoppedChannelMs = seconds(60);
export const channelPause = (at: Instant): Instant => plus(at, stoppedChannelMs);

/** When to try again after attempt `n` failed; null when it was the last. The spread comes from the id, so it is repeatable. */
export function retryAt(id: string, n: number, schedule: "provider" | "pair" | "number", at: Instant): Instant | null {
  if (n >= mostAttempts) return null;
  const base = seconds(4 ** (schedule === "number" ? n : n - 1));
  const grain = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000, 7);
  const spread = Math.trunc((base * spreadPercent * (grain - 500)) / 50_000);
  return plus(at, base + spread);
}
