import { z } from "zod";
import { defineEvent } from "@/server/platform/outbox";

const id = z.string();
const rooms = ({ branchId }: { branchId: string }) => ["tenant", `branch:${branchId}`];

const alertEvent = (verb: string) =>
  defineEvent({
    type: `alerts/alert.${verb}`,
    schema: z.object({ alertId: id, kind: z.string(), itemId: id, branchId: id, status: z.string() }),
    subject: ({ alertId }) => `alert:${alertId}`,
    rooms,
  });
export const alertOpened = alertEvent("opened");
export const alertChanged = alertEvent("changed");
export const alertClosed = alertEvent("closed");

const proposalFact = z.object({
  proposalId: id,
  alertId: id,
  status: z.string(),
  branchId: id,
  resultId: id.nullable(),
});
export const proposalMade = defineEvent({
  type: "alerts/proposal.proposed",
  schema: proposalFact,
  subject: ({ alertId }) => `alert:${alertId}`,
  rooms,
});
export const proposalDecided = defineEvent({
  type: "alerts/proposal.decided",
  schema: proposalFact,
  subject: ({ alertId }) => `alert:${alertId}`,
  rooms,
});
