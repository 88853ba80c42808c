import { expect, test } from "vitest";
import { turn } from "@/server/modules/assistant/nlu/testing/shop";

test("[T10] [C95] staff ask for stock, sales, alerts and decide", async () => {
  const staff = (text: string) => turn(text, {}, { audience: "staff" });
  const stock = await staff("cuanto hay de bujias ngk en chacao");
  expect(stock.plan.tools).toEqual([
    { id: "staff", tool: "inventory_query", input: { text: "bujias ngk", branchId: "cha" } },
  ]);
  expect(stock.reply.text).toBe("20 · *Bujía NGK iridium* en Chacao, a $9,00");
  const sales = await staff("ventas de hoy por sucursal");
  expect(sales.plan.tools[0]).toMatchObject({ tool: "sales_summary", input: { period: "today", groupBy: "branch" } });
  expect(sales.reply.text).toBe("*$1.520,00* · hoy, 31 ventas\nChacao: $900,00");
  expect((await staff("que alertas hay")).reply.text).toBe("*3* · Batería 800 por agotarse");
  expect((await staff("aprueba el traslado 2")).reply.text).toBe("Aprobado: Traslado a Valencia.");
  expect((await staff("dale")).reply.text).toContain("Dime el número");
});

test("[T10] [C94] a customer never reaches a staff tool", async () => {
  for (const text of [
    "ventas de hoy por sucursal",
    "aprueba el traslado 2",
    "que alertas hay",
    "cuanto hay de bujias ngk en chacao",
    "sube 10% las baterias",
  ]) {
    const { tools } = await turn(text);
    for (const tool of tools)
      expect(["search_products", "check_stock", "find_equivalents", "branch_info"]).toContain(tool);
  }
});
