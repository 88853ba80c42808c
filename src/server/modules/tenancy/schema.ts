import { z } from "zod";
import { type CountryCode, countryCodes, type Trade, trades } from "@/lib/countries";

const line = z
  .string()
  .trim()
  .min(2)
  .max(80)
  .regex(/^[^\p{Cc}]*$/u);

export const signUpInput = z.strictObject({
  name: line,
  email: z.string().min(3).max(254),
  password: z.string().min(10).max(200),
  business: line,
  country: z.enum(countryCodes as [CountryCode, ...CountryCode[]]),
  trade: z.enum(Object.keys(trades) as [Trade, ...Trade[]]),
  plan: z.enum(["basic", "intermediate", "advanced"]).default("intermediate"),
  idempotencyKey: z.string().min(8).max(100).optional(),
});
export type SignUp = z.infer<typeof signUpInput>;
export const signUpOutput = z.object({ slug: z.string(), name: z.string() });

export const branchView = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  address: z.string().nullable(),
  hours: z.string().nullable(),
  status: z.string(),
});
export type BranchView = z.infer<typeof branchView>;

export const createBranchInput = z.strictObject({
  code: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9-]{2,20}$/),
  name: line,
  address: z.string().trim().max(200).optional(),
  hours: z.string().trim().max(200).optional(),
  idempotencyKey: z.string().min(8).max(100).optional(),
});
export type CreateBranch = z.infer<typeof createBranchInput>;

export const updateBranchInput = z.strictObject({
  branchId: z.string(),
  code: createBranchInput.shape.code.optional(),
  name: createBranchInput.shape.name.optional(),
  address: z.string().trim().max(200).nullable().optional(),
  hours: z.string().trim().max(200).nullable().optional(),
});
export type UpdateBranch = z.infer<typeof updateBranchInput>;
