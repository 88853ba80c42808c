import { type AppError, isAppError } from "@/lib/errors";
import { type CountryCode, isCountryCode } from "@/lib/format";
import type { MemberId } from "@/lib/ids";
import { readPhone } from "@/lib/phone";
import { unwrap } from "@/lib/result";
import { recordAudit } from "@/server/platform/audit";
import type { ServiceContext } from "@/server/platform/context";
import type { Decision } from "../domain";
import { staffRepository } from "./repository";

export const countryOf = ({ tenant }: ServiceContext): CountryCode =>
  isCountryCode(tenant.country) ? tenant.country : "CO";

/** Messages from this phone act as that member from now on. Whoever proved that the phone is theirs calls this. */
export async function bindStaffPhone(
  ctx: ServiceContext,
  input: { memberId: MemberId; phone: string },
): Promise<{ phone: string }> {
  ctx.require("member:update");
  const phone = unwrap(readPhone(input.phone, countryOf(ctx)));
  await ctx.transaction(async (tx) => {
    const at = ctx.clock.now();
    await staffRepository(tx).bind({ id: ctx.ids.next<string>(), memberId: input.memberId, phone, at });
    await recordAudit(tx, ctx, { action: "staff_contact.bind", subject: input.memberId, after: { phone } });
  });
  return { phone };
}

export async function revokeStaffPhone(ctx: ServiceContext, input: { memberId: MemberId }): Promise<void> {
  ctx.require("member:update");
  await ctx.transaction(async (tx) => {
    await staffRepository(tx).revoke(input.memberId, ctx.clock.now());
    await recordAudit(tx, ctx, { action: "staff_contact.revoke", subject: input.memberId, after: { revoked: true } });
  });
}

const refusals: Partial<Record<AppError["code"], string>> = {
  forbidden: "Tu rol no permite decidir esto. No cambió nada.",
  proposal_not_found: "No encontré esa propuesta. No cambió nada.",
  proposal_state_conflict: "Esa propuesta ya se decidió o venció. No cambió nada.",
  proposal_changed: "Las existencias cambiaron desde la propuesta. No se movió nada; revísala en el panel.",
  insufficient_stock: "Ya no alcanza la existencia en el origen. No se movió nada.",
};

/** A button of a notice, pressed by a member: the same use case as in the product, so a refusal there is a refusal here. */
export async function decideByButton(member: ServiceContext, { verdict, proposalId }: Decision): Promise<string> {
  const tool = verdict === "approve" ? "approve_proposal" : "reject_proposal";
  try {
    const { title } = (await member.tools.run(member, tool, { proposalId })) as { title?: string };
    const done = verdict === "approve" ? "Aprobado" : "Rechazado";
    return title ? `${done}: ${title}` : `${done}.`;
  } catch (error) {
    if (!isAppError(error) || !error.expected) throw error;
    return refusals[error.code] ?? "No se pudo decidir por aquí. No cambió nada; revísalo en el panel.";
  }
}
