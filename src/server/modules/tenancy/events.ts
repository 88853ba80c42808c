import { z } from "zod";
import { defineEvent } from "@/server/platform/outbox";

/** A business exists and its owner can enter. Modules apply their part of the trade template. */
export const tenantProvisioned = defineEvent({
  type: "tenancy/tenant.provisioned",
  schema: z.object({ tenantId: z.string(), trade: z.string(), country: z.string() }),
  subject: ({ tenantId }) => tenantId,
  jobs: true,
});

export const branchCreated = defineEvent({
  type: "tenancy/branch.created",
  schema: z.object({ branchId: z.string(), code: z.string() }),
  subject: ({ branchId }) => branchId,
  jobs: true,
});
