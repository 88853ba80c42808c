import { z } from "zod";
import { defineEvent } from "@/server/platform/outbox";

const id = z.string();
const milli = z.string().regex(/^-?\d+$/);

export const stockMoved = defineEvent({
  type: "inventory/stock.moved",
  schema: z.object({ itemId: id, branchId: id.nullable(), locationId: id, deltaMilli: milli, balanceMilli: milli }),
  subject: ({ itemId, locationId }) => `stock:${itemId}:${locationId}`,
  rooms: ({ branchId }) => (branchId ? [`branch:${branchId}`] : ["tenant"]),
  jobs: true,
});

export const reservationReleased = defineEvent({
  type: "inventory/reservation.released",
  schema: z.object({ subjectKind: z.string(), subjectId: id, reason: z.string(), itemIds: z.array(id) }),
  subject: ({ subjectKind, subjectId }) => `${subjectKind}:${subjectId}`,
});

const transferFact = z.object({
  transferId: id,
  number: z.number().int(),
  fromBranchId: id,
  toBranchId: id,
  status: z.string(),
});
const transferEvent = (verb: string) =>
  defineEvent({
    type: `inventory/transfer.${verb}`,
    schema: transferFact,
    subject: ({ transferId }) => `transfer:${transferId}`,
    rooms: ({ fromBranchId, toBranchId }) => [`branch:${fromBranchId}`, `branch:${toBranchId}`],
  });

export const transferRequested = transferEvent("requested");
export const transferApproved = transferEvent("approved");
export const transferRejected = transferEvent("rejected");
export const transferCancelled = transferEvent("cancelled");
export const transferShipped = transferEvent("shipped");
export const transferReceived = transferEvent("received");
