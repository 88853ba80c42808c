import { describe, expect, test } from "vitest";
import type { MemberId } from "@/lib/ids";
import { instant, plus } from "@/lib/time";
import type { Conversation } from "../domain";
import { type ControlEvent, releaseAfterMs, transition } from "./domain";

const at = instant(1_795_000_000_000);
const ana = "ana" as MemberId;
const luis = "luis" as MemberId;
const bot = {
  status: "open",
  mode: "bot",
  aiPolicy: "auto",
  assigneeId: null,
  fence: 3n,
  leaseMemberId: null,
  leaseExpiresAt: null,
  releaseAt: null,
  version: 1,
} as Conversation;
const held: Conversation = { ...bot, mode: "human", assigneeId: ana, releaseAt: plus(at, releaseAfterMs) };
const closed: Conversation = { ...bot, status: "closed", mode: "queued" };
const moved = (from: Conversation, event: ControlEvent, when = at) => {
  const result = transition(from, event, when);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
};

describe("[C48] who may speak", () => {
  test.each([
    ["take from the bot", bot, { type: "take", memberId: ana }, { mode: "human", assigneeId: ana }],
    ["take from the queue", { ...bot, mode: "queued" }, { type: "take", memberId: ana }, { mode: "human" }],
    ["take from the shop's phone", { ...bot, mode: "muted" }, { type: "take", memberId: ana }, { mode: "human" }],
    [
      "release to the bot",
      held,
      { type: "release", memberId: ana, mayAssign: false },
      { mode: "bot", assigneeId: null },
    ],
    [
      "release to the queue when the bot may not answer",
      { ...held, aiPolicy: "draft" },
      { type: "release", memberId: ana, mayAssign: false },
      { mode: "queued" },
    ],
    ["steal", held, { type: "steal", memberId: luis, reason: "urgente" }, { mode: "human", assigneeId: luis }],
    ["handoff", bot, { type: "handoff" }, { mode: "queued" }],
    ["bot off", bot, { type: "set_ai", policy: "off" }, { mode: "muted", aiPolicy: "off" }],
    ["bot to draft", bot, { type: "set_ai", policy: "draft" }, { mode: "queued" }],
    ["bot on", { ...bot, mode: "queued", aiPolicy: "off" }, { type: "set_ai", policy: "auto" }, { mode: "bot" }],
    ["close", held, { type: "close" }, { status: "closed", assigneeId: null, leaseMemberId: null, releaseAt: null }],
  ] as [string, Conversation, ControlEvent, Partial<Conversation>][])(
    "%s, and the fence grows",
    (_l, from, event, to) => {
      const result = moved(from, event);
      expect(result).toMatchObject(to);
      expect(result.fence).toBe(from.fence + 1n);
    },
  );

  test.each([
    ["a colleague's, without stealing", held, { type: "take", memberId: luis }, "lease_lost"],
    ["release of a colleague's", held, { type: "release", memberId: luis, mayAssign: false }, "lease_lost"],
    ["release of the bot's", bot, { type: "release", memberId: ana, mayAssign: true }, "conversation_state_conflict"],
    ["steal from nobody", bot, { type: "steal", memberId: luis, reason: "x" }, "conversation_state_conflict"],
    ["handoff of a person's", held, { type: "handoff" }, "conversation_state_conflict"],
    ["take of a closed one", closed, { type: "take", memberId: ana }, "conversation_closed"],
    ["handoff of a closed one", closed, { type: "handoff" }, "conversation_closed"],
    ["reopen of an open one", bot, { type: "reopen", memberId: ana }, "conversation_state_conflict"],
  ] as [string, Conversation, ControlEvent, string][])("%s is refused", (_label, from, event, reason) => {
    expect(transition(from, event, at)).toMatchObject({ ok: false, reason });
  });

  test("a retry answers the same value", () => {
    expect(moved(held, { type: "take", memberId: ana })).toBe(held);
    expect(moved(closed, { type: "close" })).toBe(closed);
    expect(moved(bot, { type: "set_ai", policy: "auto" })).toBe(bot);
  });
  test("in a person's conversation the policy changes without a fence: they keep speaking", () => {
    expect(moved(held, { type: "set_ai", policy: "draft" })).toMatchObject({ mode: "human", fence: held.fence });
  });
});

describe("[C51 C52] inactivity", () => {
  const due = plus(at, releaseAfterMs);
  test("goes back to the bot when it is due and nobody composes", () => {
    expect(moved(held, { type: "expire" }, due)).toMatchObject({ mode: "bot", fence: held.fence + 1n });
  });
  test("not a moment before", () => expect(moved(held, { type: "expire" }, plus(due, -1))).toBe(held));
  test("pauses while the lease is alive", () => {
    const composing = { ...held, leaseMemberId: ana, leaseExpiresAt: plus(due, 1) };
    expect(moved(composing, { type: "expire" }, due)).toBe(composing);
  });
  test("after the shop's phone the bot comes back by itself", () => {
    const phone = { ...bot, mode: "muted" as const, releaseAt: at };
    expect(moved(phone, { type: "expire" })).toMatchObject({ mode: "bot" });
  });
});
