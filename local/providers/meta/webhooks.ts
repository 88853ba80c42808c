import { createHmac } from "node:crypto";
import type { Deliveries } from "@local/kit/deliveries";
import type { Faults } from "@local/kit/faults";
import type { Store } from "@local/kit/store";
import type { PhoneNumber } from "./types";

export type Change = {
  number: PhoneNumber;
  field: string;
  value: Record<string, unknown>;
  subject: string;
  ref: string;
};
type Held = {
  id: string;
  url: string;
  signer: string;
  wabaId: string;
  field: string;
  value: Record<string, unknown>;
  ref: string;
};

const BATCH_MS = 700;

/** Meta escapes everything outside ASCII, and slashes: verifying re-serialised JSON fails on any accent. */
export function metaJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("/", "\\/")
    .replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export const signatureOf = (secret: string, body: string): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

export interface Webhooks {
  announce(change: Change): void;
  flush(): void;
  stop(): void;
}

export function createWebhooks(options: {
  store: Store;
  deliveries: () => Deliveries;
  faults: Faults;
  callbackOf: (number: PhoneNumber) => string;
}): Webhooks {
  const held = options.store.collection<Held>("batch");
  let timer: NodeJS.Timeout | undefined;
  let heldNo = held.size();

  const envelope = (items: Held[]) => {
    const entries = new Map<string, { id: string; changes: unknown[] }>();
    for (const { wabaId, field, value } of items) {
      const entry = entries.get(wabaId) ?? { id: wabaId, changes: [] };
      entry.changes.push({ value, field });
      entries.set(wabaId, entry);
    }
    return metaJson({ object: "whatsapp_business_account", entry: [...entries.values()] });
  };

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const groups = new Map<string, Held[]>();
    for (const item of held.all())
      groups.set(`${item.url}|${item.signer}`, [...(groups.get(`${item.url}|${item.signer}`) ?? []), item]);
    for (const items of groups.values()) {
      const first = items[0];
      if (!first) continue;
      options.deliveries().enqueue({
        url: first.url,
        body: envelope(items),
        signer: first.signer,
        subject: `batch:${first.id}`,
        topic: "batch",
        refs: items.map(({ ref }) => ref),
      });
      for (const { id } of items) held.delete(id);
    }
  }
  if (held.size() > 0) setImmediate(flush);

  return {
    flush,
    stop: () => clearTimeout(timer),
    announce({ number, field, value, subject, ref }) {
      const url = options.callbackOf(number);
      const item: Held = { id: "", url, signer: number.id, wabaId: number.wabaId, field, value, ref };
      if (options.faults.active("batch") === undefined) {
        options
          .deliveries()
          .enqueue({ url, body: envelope([item]), signer: number.id, subject, topic: field, refs: [ref] });
        return;
      }
      heldNo += 1;
      held.put(`${heldNo}`, { ...item, id: `${heldNo}`, signer: number.appSecret ? number.id : "app" });
      timer ??= setTimeout(flush, BATCH_MS);
    },
  };
}
