import { randomUUID } from "node:crypto";
import { statusError } from "./errors";
import { userIdOf } from "./identity";
import type { Message, StatusName } from "./types";
import { WINDOW_MS, type World } from "./world";

const TICK_MS = 50;
const SENT_AFTER_MS = 120;
const DELIVERED_AFTER_MS = 350;
const READ_AFTER_MS = 1_400;

const seconds = (ms: number) => `${Math.floor(ms / 1_000)}`;

/** What happens to a message after it was accepted, one status at a time; kept on disk, so a restart goes on with it. */
export function planStatuses(world: World, message: Message): void {
  if (world.faults.take("no_status", message.numberId) !== undefined) return;
  const persona = world.personas.get(message.persona);
  const failure =
    world.faults.take("error_later", message.numberId) ?? (persona && !persona.isBlocking ? undefined : 131_026);
  const wall = Date.now();
  const plan = (status: StatusName, after: number, code?: number) => {
    const id = randomUUID();
    world.plans.put(id, { id, messageId: message.id, status, dueAt: wall + after, code });
  };
  if (failure !== undefined) {
    plan("failed", DELIVERED_AFTER_MS, failure);
    return;
  }
  plan("sent", SENT_AFTER_MS);
  plan("delivered", DELIVERED_AFTER_MS);
  if (persona?.hasReadReceipts) plan("read", READ_AFTER_MS);
}

export function recordStatus(world: World, messageId: string, status: StatusName, code?: number): void {
  const message = world.messages.get(messageId);
  const number = message && world.numbers.get(message.numberId);
  if (!message || !number || message.statuses.some((entry) => entry.status === status)) return;
  const at = world.clock.now();
  world.messages.put(messageId, { ...message, statuses: [...message.statuses, { status, at, code }] });
  const persona = world.personas.get(message.persona);
  const recipient = persona
    ? {
        ...(persona.waId ? { recipient_id: persona.waId } : {}),
        recipient_user_id: userIdOf(persona, number.portfolioId),
      }
    : { recipient_id: message.persona.replace(/\D/g, "") };
  const category = message.pricing?.category ?? "service";
  world.webhooks.announce({
    number,
    field: "messages",
    subject: `${number.id}|${message.persona}`,
    ref: `${messageId}:${status}`,
    value: {
      messaging_product: "whatsapp",
      metadata: { display_phone_number: number.display.replace(/\D/g, ""), phone_number_id: number.id },
      ...(persona ? { contacts: [world.contact(persona, number)] } : {}),
      statuses: [
        {
          id: messageId,
          status,
          timestamp: seconds(at),
          ...recipient,
          ...(message.opaque === undefined ? {} : { biz_opaque_callback_data: message.opaque }),
          ...(status === "failed"
            ? { errors: [statusError(code ?? 131_000)] }
            : {
                conversation: {
                  id: `${number.id}.${message.persona}`,
                  origin: { type: category },
                  ...(status === "sent" ? { expiration_timestamp: seconds(at + WINDOW_MS) } : {}),
                },
                pricing: message.pricing,
              }),
        },
      ],
    },
  });
  world.changed();
}

/** Runs the planned statuses. A phone in airplane mode keeps everything after «sent» waiting. */
export function startStatuses(world: World): () => void {
  const timer = setInterval(() => {
    const wall = Date.now();
    const due = world.plans.all().filter(({ dueAt }) => dueAt <= wall);
    for (const plan of due.sort((a, b) => a.dueAt - b.dueAt)) {
      const message = world.messages.get(plan.messageId);
      const isOffline = message && world.personas.get(message.persona)?.isOffline;
      if (isOffline && plan.status !== "sent" && plan.status !== "failed") continue;
      world.plans.delete(plan.id);
      recordStatus(world, plan.messageId, plan.status, plan.code);
    }
  }, TICK_MS);
  return () => clearInterval(timer);
}
