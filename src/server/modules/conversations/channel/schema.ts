import { z } from "zod";
import { idPattern } from "@/lib/ids";

export const connectChannelInput = z.strictObject({
  branchId: z.string().regex(idPattern),
  role: z.enum(["customers", "staff"]).default("customers"),
  provider: z.enum(["meta"]).default("meta"),
  externalId: z.string().min(1).max(64),
  portfolio: z.string().min(1).max(64),
  displayNumber: z.string().min(5).max(24),
  name: z.string().trim().min(1).max(80),
  appKey: z.string().min(1).max(64).default("meta-platform"),
  aiPolicy: z.enum(["auto", "draft", "off"]).default("auto"),
  idempotencyKey: z.string().max(100).optional(),
});
export type ConnectChannel = z.input<typeof connectChannelInput>;
