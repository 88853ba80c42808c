import type { MemberId } from "@/lib/ids";
import { err, ok, type Result } from "@/lib/result";
import { hours, type Instant, minutes, plus, seconds } from "@/lib/time";
import { type AiPolicy, type Conversation, modeOf } from "../domain";

/** Inactivity of the person who holds it, since the last send, keystroke or note. */
export const releaseAfterMs = minutes(5);
export const leaseMs = seconds(60);
const offHoldMs = hours(4);

export type ControlEvent =
  | { type: "take"; memberId: MemberId }
  | { type: "steal"; memberId: MemberId; reason: string }
  | { type: "release"; memberId: MemberId; mayAssign: boolean }
  | { type: "expire" }
  | { type: "set_ai"; policy: AiPolicy }
  | { type: "handoff" }
  | { type: "close" }
  | { type: "reopen"; memberId: MemberId };

type Refusal = "conversation_state_conflict" | "conversation_closed" | "lease_lost";

/** Every change of who may speak raises the fence: whatever was decided before can no longer be sent. */
const fenced = (conversation: Conversation, change: Partial<Conversation>): Conversation => ({
  ...conversation,
  ...change,
  fence: conversation.fence + 1n,
});

const freed = { assigneeId: null, leaseMemberId: null, leaseExpiresAt: null, releaseAt: null } as const;

const heldBy = (conversation: Conversation, memberId: MemberId, at: Instant): Conversation =>
  fenced(conversation, {
    mode: "human",
    assigneeId: memberId,
    leaseMemberId: memberId,
    leaseExpiresAt: plus(at, leaseMs),
    releaseAt: plus(at, releaseAfterMs),
  });

/**
 * Who may speak next. Anything not listed is refused; an event that changes nothing answers the same value, so that a retry writes
 * nothing.
 */
export function transition(
  conversation: Conversation,
  event: ControlEvent,
  at: Instant,
): Result<Conversation, Refusal> {
  const { status, mode } = conversation;
  if (event.type === "reopen") {
    if (status !== "closed") return err("conversation_state_conflict");
    return ok(heldBy({ ...conversation, status: "open" }, event.memberId, at));
  }
  if (status === "closed") return event.type === "close" ? ok(conversation) : err("conversation_closed");

  switch (event.type) {
    case "take":
      if (mode === "human") {
        return conversation.assigneeId === event.memberId ? ok(conversation) : err("lease_lost");
      }
      return ok(heldBy({ ...conversation, status: "open" }, event.memberId, at));
    case "steal":
      if (mode !== "human") return err("conversation_state_conflict");
      return conversation.assigneeId === event.memberId
        ? ok(conversation)
        : ok(heldBy(conversation, event.memberId, at));
    case "release":
      if (mode !== "human") return err("conversation_state_conflict");
      if (conversation.assigneeId !== event.memberId && !event.mayAssign) return err("lease_lost");
      return ok(fenced(conversation, { ...freed, mode: modeOf(conversation.aiPolicy) }));
    case "expire": {
      const isDue = conversation.releaseAt !== null && conversation.releaseAt <= at;
      if (!isDue || status !== "open") return ok(conversation);
      const isComposing = conversation.leaseExpiresAt !== null && conversation.leaseExpiresAt > at;
      if (mode === "human" && !isComposing) {
        return ok(fenced(conversation, { ...freed, mode: modeOf(conversation.aiPolicy) }));
      }
      if (mode === "muted" && conversation.aiPolicy === "auto")
        return ok(fenced(conversation, { ...freed, mode: "bot" }));
      return ok(conversation);
    }
    case "set_ai":
      return ok(withPolicy(conversation, event.policy, at));
    case "handoff":
      return mode === "bot"
        ? ok(fenced(conversation, { ...freed, mode: "queued" }))
        : err("conversation_state_conflict");
    case "close":
      return ok(fenced(conversation, { ...freed, status: "closed", mode: "queued" }));
  }
}

function withPolicy(conversation: Conversation, aiPolicy: AiPolicy, at: Instant): Conversation {
  if (conversation.aiPolicy === aiPolicy) return conversation;
  const { mode } = conversation;
  if (mode === "human") return { ...conversation, aiPolicy };
  if (aiPolicy === "auto") return fenced(conversation, { ...freed, aiPolicy, mode: "bot" });
  if (mode !== "bot") return { ...conversation, aiPolicy };
  return aiPolicy === "off"
    ? fenced(conversation, { ...freed, aiPolicy, mode: "muted", releaseAt: plus(at, offHoldMs) })
    : fenced(conversation, { ...freed, aiPolicy, mode: "queued" });
}

export type LeaseView = { kind: "free" } | { kind: "mine" } | { kind: "theirs"; memberId: MemberId };
export function leaseSeenBy(conversation: Conversation, memberId: MemberId, at: Instant): LeaseView {
  const { leaseMemberId, leaseExpiresAt } = conversation;
  if (!leaseMemberId || leaseExpiresAt === null || leaseExpiresAt <= at) return { kind: "free" };
  return leaseMemberId === memberId ? { kind: "mine" } : { kind: "theirs", memberId: leaseMemberId };
}
