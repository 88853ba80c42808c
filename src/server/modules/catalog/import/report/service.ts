import { raise } from "@/lib/errors";
import type { CountryCode } from "@/lib/format";
import { createTranslate, type Locale, messagesFor, type Translate } from "@/lib/i18n";
import { writeCsv } from "@/lib/table-file";
import type { ServiceContext } from "@/server/platform/context";
import type { ProblemCode } from "../domain";
import { findChunk, findRun, pageProblems } from "../repository";
import { mappingSchema, problemOutput } from "../schema";

/** In words, for the report and its file. */
export function wordProblem(t: Translate, code: ProblemCode, detail: string): string {
  switch (code) {
    case "required":
      return t("catalog.problemRequired");
    case "missing_name":
      return t("catalog.problemMissingName");
    case "too_long":
      return t("catalog.problemTooLong", { detail });
    case "control_characters":
      return t("catalog.problemControls");
    case "not_a_number":
      return t("catalog.problemNotANumber");
    case "negative":
      return t("catalog.problemNegative");
    case "too_many_decimals":
      return t("catalog.problemDecimals", { detail });
    case "repeated_in_file":
      return t("catalog.problemRepeated", { detail });
    case "barcode_taken":
      return t("catalog.problemBarcodeTaken", { detail });
    case "tax_unknown":
      return t("catalog.problemTaxUnknown");
    case "fitment_unreadable":
      return t("catalog.problemFitment");
    case "equivalent_unknown":
      return t("catalog.problemEquivalent");
  }
}

const problemPage = 5_000;

/** The rows that did not go in, as they were, with what to fix: ready to correct and drop again. */
export async function failedRowsCsv(ctx: ServiceContext, input: { importId: string }): Promise<string> {
  ctx.require("product:import");
  const run = (await findRun(ctx.read, input.importId)) ?? raise("import_not_found");
  const mapping = mappingSchema.parse(run.mapping);
  const locale: Locale = ctx.tenant.country === "AR" ? "es-AR" : "es";
  const t = createTranslate(messagesFor(locale), ctx.tenant.country as CountryCode);
  const reasons = new Map<number, string[]>();
  let after: { line: number; column: string } | null = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof pageProblems>> = await pageProblems(ctx.read, run.id, after, problemPage);
    for (const row of page) {
      const { code, detail } = problemOutput.parse({ ...row, value: row.value ?? "", detail: row.message });
      const words = `${row.column}: ${wordProblem(t, code, detail)}`;
      reasons.set(row.line, [...(reasons.get(row.line) ?? []), words]);
    }
    const last = page.at(-1);
    if (page.length < problemPage || !last) break;
    after = { line: last.line, column: last.column };
  }
  const rows: (readonly string[])[] = [[...mapping.header, t("catalog.importLine"), t("catalog.importReason")]];
  for (let no = 0; no < mapping.chunks && rows.length <= reasons.size; no += 1) {
    for (const { line, cells } of await findChunk(ctx.read, run.id, no)) {
      const words = reasons.get(line);
      if (words) rows.push([...cells, `${line}`, words.join(". ")]);
    }
  }
  return writeCsv(rows);
}

/** For whoever starts without a file: the columns the import knows, with two rows that go in. */
export const sampleCsv = (): string =>
  writeCsv([
    [
      "codigo",
      "nombre",
      "marca",
      "categoria",
      "precio",
      "costo",
      "codigo de barras",
      "oem",
      "equivalentes",
      "vehiculos",
    ],
    [
      "BP-0412",
      "Pastillas de freno delanteras",
      "Bosch",
      "Frenos",
      "48,00",
      "29,80",
      "7591234000412",
      "04465-02220",
      "BP-0413",
      "Toyota Corolla 2009-2014 1.8",
    ],
    [
      "BP-0413",
      "Pastillas de freno delanteras",
      "Fras-le",
      "Frenos",
      "36,50",
      "21,40",
      "7591234000413",
      "",
      "BP-0412",
      "Toyota Corolla 2009-2014",
    ],
  ]);
