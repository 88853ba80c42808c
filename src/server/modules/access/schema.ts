import { z } from "zod";

export const passwordSchema = z.string().min(10).max(200);
export const signInInput = z.strictObject({ email: z.string().min(3).max(254), password: z.string().min(1).max(200) });
export type SignIn = z.infer<typeof signInInput>;

export const sessionView = z.object({
  id: z.string(),
  userAgent: z.string().nullable(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  isCurrent: z.boolean(),
});
export const revokeSessionInput = z.strictObject({ sessionId: z.string() });
export const switchTenantInput = z.strictObject({ slug: z.string().min(3).max(40) });

export const memberView = z.object({
  id: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
  roles: z.array(z.object({ key: z.string(), name: z.string() })),
  /** Null: every branch, those to come too. */
  branchIds: z.array(z.string()).nullable(),
});
export type MemberView = z.infer<typeof memberView>;

export const meOutput = z.object({
  account: z.object({ name: z.string(), email: z.string() }),
  member: z.object({ id: z.string(), name: z.string(), roles: z.array(z.string()) }),
  tenant: z.object({
    slug: z.string(),
    name: z.string(),
    country: z.string(),
    currency: z.string(),
    locale: z.string(),
    timeZone: z.string(),
    trade: z.string(),
  }),
  branches: z.array(z.object({ id: z.string(), code: z.string(), name: z.string() })),
  permissions: z.array(z.string()),
  tenants: z.array(z.object({ slug: z.string(), name: z.string() })),
});
