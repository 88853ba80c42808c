import { z } from "zod";
import { raise } from "@/lib/errors";
import type { ServiceContext } from "@/server/platform/context";
import { defineTool } from "@/server/platform/context/tools";
import { approveProposal, rejectProposal } from "./proposal/service";
import { listAlerts, listPendingProposals } from "./service";

const decision = z.object({
  status: z.enum(["done", "ambiguous", "none", "refused"]),
  title: z.string().optional(),
  pending: z.array(z.object({ number: z.string(), title: z.string() })).optional(),
});
type DecisionAnswer = z.infer<typeof decision>;
const decisionInput = z.strictObject({
  number: z.string().max(10).optional(),
  proposalId: z.string().max(40).optional(),
});

/** A button names its proposal; a typed «dale» counts only when one thing waits, and «la 2» picks from the list that was shown. */
async function decide(
  ctx: ServiceContext,
  input: z.infer<typeof decisionInput>,
  act: typeof approveProposal,
): Promise<DecisionAnswer> {
  if (input.proposalId) {
    const done = await act(ctx, { proposalId: input.proposalId, via: "whatsapp" });
    return { status: "done", title: done.sentence };
  }
  const pending = await listPendingProposals(ctx);
  if (pending.length === 0) return { status: "none" };
  const chosen = input.number ? pending[Number(input.number) - 1] : pending.length === 1 ? pending[0] : undefined;
  if (!chosen)
    return {
      status: "ambiguous",
      pending: pending.slice(0, 5).map(({ sentence }, index) => ({ number: `${index + 1}`, title: sentence })),
    };
  const done = await act(ctx, { proposalId: chosen.id ?? raise("proposal_not_found"), via: "whatsapp" });
  return { status: "done", title: done.sentence };
}

export const alertTools = [
  defineTool({
    name: "alerts_open",
    title: { es: "Alertas abiertas", en: "Open alerts" },
    kind: "read",
    permission: "alert:read",
    input: z.strictObject({ branchId: z.string().max(40).optional() }),
    output: z.object({ alerts: z.array(z.object({ number: z.string(), title: z.string() })) }),
    run: async (ctx, { branchId }) => {
      const { items } = await listAlerts(ctx, { branchId, limit: 5 });
      return {
        alerts: items.map((alert, index) => ({ number: `${index + 1}`, title: `${alert.name}: ${alert.sentence}` })),
      };
    },
  }),
  defineTool({
    name: "approve_proposal",
    title: { es: "Aprobar propuesta", en: "Approve proposal" },
    kind: "approval",
    permission: "proposal:approve",
    input: decisionInput,
    output: decision,
    run: (ctx, input) => decide(ctx, input, approveProposal),
  }),
  defineTool({
    name: "reject_proposal",
    title: { es: "Rechazar propuesta", en: "Reject proposal" },
    kind: "approval",
    permission: "proposal:approve",
    input: decisionInput,
    output: decision,
    run: (ctx, input) => decide(ctx, input, rejectProposal),
  }),
];
