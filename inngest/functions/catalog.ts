import { importStarted } from "@/server/modules/catalog/events";
import { resumeStalledImports, runImport } from "@/server/modules/catalog/import/jobs";
import { applyCountryTax } from "@/server/modules/catalog/jobs";
import { tenantProvisioned } from "@/server/modules/tenancy/events";
import { everyTenant, onEvent } from "../client";

export const catalogFunctions = [
  onEvent({ id: "catalog.run-import", event: importStarted, key: "event.data.payload.runId" }, (ctx, payload, step) =>
    runImport(ctx, payload, (id, work) => step.run(id, work)),
  ),
  onEvent({ id: "catalog.apply-country-tax", event: tenantProvisioned }, (ctx, _payload, step) =>
    step.run("tax", () => applyCountryTax(ctx)),
  ),
  everyTenant({ id: "catalog.resume-imports", cron: "*/10 * * * *" }, resumeStalledImports),
];
