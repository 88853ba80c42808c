import { z } from "zod";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { Template } from "./domain";

const buttonsSchema = z.array(z.object({ type: z.enum(["quick_reply", "url"]), text: z.string() }));
type Row = Omit<Template, "buttons"> & { buttons: unknown };
const toTemplate = (row: Row): Template => ({ ...row, buttons: buttonsSchema.parse(row.buttons) });
const columns = sql.fragment`name, language, category, body, variables, buttons`;

export const templateReader = (reader: TenantReader | TenantTx) => ({
  async find(name: string): Promise<Template | null> {
    const rows = await sql<Row>(reader)`
      select ${columns} from template where name = ${name} and status = 'approved' order by language limit 1`;
    return rows[0] ? toTemplate(rows[0]) : null;
  },
  async list(): Promise<Template[]> {
    const rows = await sql<Row>(
      reader,
    )`select ${columns} from template where status = 'approved' order by name, language`;
    return rows.map(toTemplate);
  },
});

export const templateRepository = (tx: TenantTx) => ({
  ...templateReader(tx),
  async insertMissing(rows: readonly (Template & { id: string })[]): Promise<void> {
    await tx.template.createMany({ data: rows.map((row) => ({ ...row })), skipDuplicates: true });
  },
});
