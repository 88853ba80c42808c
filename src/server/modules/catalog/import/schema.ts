import { z } from "zod";
import { idText } from "../item/schema";
import { importFields, importStatuses, problemCodes } from "./domain";

const key = z.string().min(8).max(200).optional();

export const importInput = z.strictObject({ importId: idText });
export const startImportInput = z.strictObject({
  importId: idText,
  mode: z.enum(["dry_run", "apply"]),
  idempotencyKey: key,
});
export type StartImport = z.input<typeof startImportInput>;

export const setMappingInput = z.strictObject({
  importId: idText,
  /** Column index per field; a field that is left out is not read. */
  columns: z.partialRecord(z.enum(importFields), z.number().int().min(0).max(500)),
  decimal: z.enum([".", ","]).optional(),
  idempotencyKey: key,
});
export type SetMapping = z.input<typeof setMappingInput>;

const page = { limit: z.number().int().min(1).max(100).default(50), cursor: z.string().max(400).nullish() };
export const listImportsInput = z.strictObject(page);
export type ListImports = z.input<typeof listImportsInput>;
export const importPageInput = z.strictObject({ importId: idText, ...page });
export type ImportPage = z.input<typeof importPageInput>;

export const mappingSchema = z.object({
  header: z.array(z.string()),
  columns: z.partialRecord(z.enum(importFields), z.number().int()),
  decimal: z.enum([".", ","]),
  chunks: z.number().int(),
  samples: z.array(z.array(z.string())),
});

export const importOutput = z.object({
  importId: z.string(),
  fileName: z.string(),
  format: z.enum(["csv", "json"]),
  status: z.enum(importStatuses),
  mode: z.enum(["dry_run", "apply"]),
  totalRows: z.number().int(),
  rowsDone: z.number().int(),
  counts: z.object({
    created: z.number().int(),
    changed: z.number().int(),
    equal: z.number().int(),
    failed: z.number().int(),
  }),
  mapping: mappingSchema.omit({ chunks: true }),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type ImportWire = z.output<typeof importOutput>;

export const problemOutput = z.object({
  line: z.number().int(),
  column: z.string(),
  code: z.enum(problemCodes),
  value: z.string(),
  detail: z.string(),
});
export type ProblemWire = z.output<typeof problemOutput>;

export const changeOutput = z.object({
  line: z.number().int(),
  sku: z.string(),
  name: z.string(),
  changes: z.array(z.object({ field: z.enum(importFields), before: z.string(), after: z.string() })),
});
export type ChangeWire = z.output<typeof changeOutput>;
