import { raise } from "@/lib/errors";
import { alertTools } from "@/server/modules/alerts/tools";
import { analyticsTools } from "@/server/modules/analytics/tools";
import { catalogTools } from "@/server/modules/catalog/tools";
import { inventoryTools } from "@/server/modules/inventory/tools";
import { invoicingTools } from "@/server/modules/invoicing/tools";
import { tenancyTools } from "@/server/modules/tenancy/tools";
import type { ToolDefinition, ToolRegistry } from "@/server/platform/context/tools";
import { searchProducts } from "./catalog-search";

const definitions: readonly ToolDefinition[] = [
  ...alertTools,
  ...analyticsTools,
  ...catalogTools.filter(({ name }) => name !== searchProducts.name),
  searchProducts,
  ...inventoryTools,
  ...invoicingTools,
  ...tenancyTools,
];
const byName = new Map(definitions.map((tool) => [tool.name, tool]));

/** The only caller of the modules' tools: bots, the palette and approvals reach use cases through it, as the actor they are. */
export const toolRegistry: ToolRegistry = {
  list: () => definitions,
  async run(ctx, name, input) {
    const tool = byName.get(name) ?? raise("not_found", { tool: name });
    ctx.require(tool.permission);
    const parsed = tool.input.safeParse(input);
    if (!parsed.success) raise("validation_failed", { tool: name });
    return tool.output.parse(await tool.run(ctx, parsed.data));
  },
};
