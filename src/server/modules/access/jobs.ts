import { sealAudit } from "@/server/platform/audit/seal";
import type { ServiceContext } from "@/server/platform/context";

/** Links what was committed since the last time into the tenant's chain. */
export async function sealAuditTrail(ctx: ServiceContext): Promise<number> {
  let sealed = 0;
  for (;;) {
    const count = await sealAudit(ctx.tenant.schema);
    sealed += count;
    if (count < 1_000) return sealed;
  }
}
