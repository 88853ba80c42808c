import { createHash } from "node:crypto";
import { z } from "zod";
import type { ProviderItem } from "../ingest/domain";

/** Everything is optional and unknown keys pass: the splitter must walk whatever comes, the parser judges each item alone. */
const list = z.array(z.unknown()).catch([]);
const record = z.record(z.string(), z.unknown());
const text = z.string().optional().catch(undefined);
const envelopeSchema = z.looseObject({ entry: list });
const entrySchema = z.looseObject({ id: text, changes: list });
const changeSchema = z.looseObject({ field: text, value: record.catch({}) });
const metadataSchema = z.looseObject({ phone_number_id: text });
const contactSchema = z.looseObject({ wa_id: text, user_id: text });
const personSchema = z.looseObject({ from: text, from_user_id: text, to: text, recipient_id: text, id: text });

/** What we read of a change, with the kind its members become. */
const members = { messages: "message", statuses: "status", message_echoes: "echo", history: "history" } as const;

const digest = (value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(value) ?? "")
    .digest("hex")
    .slice(0, 24);

const asRecord = (value: unknown): Record<string, unknown> => {
  const parsed = record.safeParse(value);
  return parsed.success ? parsed.data : { malformed: value ?? null };
};

/**
 * Walks all entries × changes × members. Total: any JSON gives items, and what is not understood is an item of kind `other`
 * rather than nothing.
 */
export function splitMetaEnvelope(json: unknown): ProviderItem[] {
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return [other("", "", asRecord(json))];
  return envelope.data.entry.flatMap((raw) => {
    const entry = entrySchema.safeParse(raw);
    if (!entry.success) return [other("", "", asRecord(raw))];
    return entry.data.changes.flatMap((change) => splitChange(entry.data.id ?? "", change));
  });
}

const other = (externalId: string, field: string, payload: Record<string, unknown>): ProviderItem => ({
  externalId,
  kind: "other",
  subjectKey: `other:${externalId}:${digest(payload)}`,
  payload: { field, ...payload },
});

function splitChange(wabaId: string, raw: unknown): ProviderItem[] {
  const change = changeSchema.safeParse(raw);
  if (!change.success) return [other("", "", asRecord(raw))];
  const { field = "", value } = change.data;
  const metadata = metadataSchema.safeParse(value.metadata);
  const externalId = (metadata.success && metadata.data.phone_number_id) || "";
  const contacts = list.parse(value.contacts);

  const items = (Object.keys(members) as (keyof typeof members)[]).flatMap((member) =>
    list.parse(value[member]).map((one): ProviderItem => {
      const payload = asRecord(one);
      const contact = contactFor(payload, contacts);
      return {
        externalId,
        kind: members[member],
        subjectKey: `meta:${externalId || wabaId}:${personOf(member, payload)}`,
        payload: { ...(contact ? { contact } : {}), item: payload },
      };
    }),
  );
  const errors = list.parse(value.errors).map((one) => other(externalId, "errors", asRecord(one)));
  if (items.length + errors.length > 0) return [...items, ...errors];
  return [other(externalId, field, { wabaId, value })];
}

function personOf(member: keyof typeof members, payload: Record<string, unknown>): string {
  const { data } = personSchema.safeParse(payload);
  if (!data) return digest(payload);
  const person = member === "messages" ? (data.from ?? data.from_user_id) : (data.recipient_id ?? data.to);
  return person ?? data.id ?? digest(payload);
}

/** Names travel beside the messages: the contact is the one of the sender, or the only one there is. */
function contactFor(payload: Record<string, unknown>, contacts: unknown[]): unknown {
  const sender = personSchema.safeParse(payload).data;
  const known = contacts.flatMap((one) => {
    const parsed = contactSchema.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
  const own = known.find(
    ({ wa_id, user_id }) =>
      (wa_id !== undefined && wa_id === sender?.from) ||
      (user_id !== undefined && (user_id === sender?.from_user_id || user_id === sender?.from)),
  );
  return own ?? (known.length === 1 ? known[0] : undefined);
}
