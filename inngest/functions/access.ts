import { sealAuditTrail } from "@/server/modules/access/jobs";
import { everyTenant } from "../client";

export const accessFunctions = [everyTenant({ id: "access.seal-audit", cron: "* * * * *" }, sealAuditTrail)];
