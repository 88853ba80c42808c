import { importStarted } from "@/server/modules/catalog/events";
import { resumeStalledImports, runImport } from "@/server/modules/catalog/import/jobs";
import { everyTenant, onEvent } from "../client";

export const catalogFunctions = [
  onEvent({ id: "catalog.run-import", event: importStarted, key: "event.data.payload.runId" }, (ctx, payload, step) =>
    runImport(ctx, payload, (id, work) => step.run(id, work)),
  ),
  everyTenant({ id: "catalog.resume-imports", cron: "*/10 * * * *" }, resumeStalledImports),
];
