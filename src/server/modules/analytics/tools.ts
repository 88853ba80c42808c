import { z } from "zod";
import { plusDays } from "@/lib/time";
import type { ServiceContext } from "@/server/platform/context";
import { defineTool } from "@/server/platform/context/tools";
import { salesBetween } from "./service";

const period = z.enum(["today", "yesterday", "week", "month"]);
const money = z.object({ amount: z.string(), currency: z.string() });
const labels: Record<z.infer<typeof period>, string> = {
  today: "Ventas de hoy",
  yesterday: "Ventas de ayer",
  week: "Ventas de los últimos 7 días",
  month: "Ventas de los últimos 30 días",
};

function span(ctx: ServiceContext, name: z.infer<typeof period>) {
  const today = ctx.today();
  const yesterday = plusDays(today, -1);
  if (name === "today") return { from: today, to: today };
  if (name === "yesterday") return { from: yesterday, to: yesterday };
  return { from: plusDays(today, name === "week" ? -6 : -29), to: today };
}

export const analyticsTools = [
  defineTool({
    name: "sales_summary",
    title: { es: "Ventas", en: "Sales" },
    kind: "read",
    permission: "analytics:read",
    input: z.strictObject({
      period,
      groupBy: z.enum(["branch", "seller", "product"]).optional(),
      branchId: z.string().max(40).optional(),
    }),
    output: z.object({
      label: z.string(),
      total: money,
      count: z.string(),
      rows: z.array(z.object({ name: z.string(), total: money })).optional(),
    }),
    run: async (ctx, input) => {
      const { total, sales, perBranch } = await salesBetween(ctx, {
        ...span(ctx, input.period),
        branchId: input.branchId,
      });
      const rows = input.groupBy === "branch" || perBranch.length > 1 ? perBranch : undefined;
      return { label: labels[input.period], total, count: `${sales}`, ...(rows ? { rows } : {}) };
    },
  }),
];
