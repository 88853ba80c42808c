import { z } from "zod";
import { defineTool } from "@/server/platform/context/tools";
import { branchView } from "./schema";
import { listBranches } from "./service";

export const tenancyTools = [
  defineTool({
    name: "branch_info",
    title: { es: "Sucursales", en: "Branches" },
    kind: "read",
    permission: "product:read",
    input: z.strictObject({}),
    output: z.object({ branches: z.array(branchView.pick({ id: true, name: true, address: true, hours: true })) }),
    run: async (ctx) => ({ branches: await listBranches(ctx) }),
  }),
];
