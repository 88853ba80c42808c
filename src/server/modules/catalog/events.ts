import { z } from "zod";
import { defineEvent } from "@/server/platform/outbox";

const id = z.string();

const itemEvent = (verb: string) =>
  defineEvent({
    type: `catalog/item.${verb}`,
    schema: z.object({ itemId: id, productId: id }),
    subject: ({ itemId }) => `item:${itemId}`,
  });
export const itemCreated = itemEvent("created");
export const itemUpdated = itemEvent("updated");
export const itemArchived = itemEvent("archived");
export const itemRestored = itemEvent("restored");

export const priceChanged = defineEvent({
  type: "catalog/price.changed",
  schema: z.object({ itemId: id, before: z.string().nullable(), after: z.string(), currency: z.string() }),
  subject: ({ itemId }) => `item:${itemId}`,
});

const counts = z.object({
  created: z.number().int(),
  changed: z.number().int(),
  equal: z.number().int(),
  failed: z.number().int(),
});

/** Someone asked for a run's check or application; the job that works through its chunks listens. */
export const importStarted = defineEvent({
  type: "catalog/import.started",
  schema: z.object({ runId: id, mode: z.enum(["dry_run", "apply"]) }),
  subject: ({ runId }) => `import:${runId}`,
  jobs: true,
});
export const importProgressed = defineEvent({
  type: "catalog/import.progressed",
  schema: z.object({ runId: id, status: z.string(), rowsDone: z.number().int(), totalRows: z.number().int(), counts }),
  subject: ({ runId }) => `import:${runId}`,
});
export const importFinished = defineEvent({
  type: "catalog/import.finished",
  schema: z.object({ runId: id, status: z.string(), counts }),
  subject: ({ runId }) => `import:${runId}`,
});
