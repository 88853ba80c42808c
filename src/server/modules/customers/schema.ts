import { z } from "zod";
import { idPattern } from "@/lib/ids";

export const id = z.string().regex(idPattern);
const text = (most: number) => z.string().trim().max(most);

export const listCustomersInput = z.strictObject({
  search: text(80).optional(),
  cursor: z.string().max(300).optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListCustomers = z.infer<typeof listCustomersInput>;

export const getCustomerInput = z.strictObject({ customerId: id });

export const updateCustomerInput = z.strictObject({
  customerId: id,
  version: z.number().int(),
  name: text(120).min(1).optional(),
  notes: text(4_000).nullable().optional(),
  idempotencyKey: text(100).optional(),
});
export type UpdateCustomer = z.infer<typeof updateCustomerInput>;

export const saveVehicleInput = z.strictObject({
  customerId: id,
  make: text(60).min(1),
  model: text(60).min(1),
  year: z.number().int().min(1950).max(2100).nullable().default(null),
  engine: text(40).nullable().default(null),
  vin: text(20).nullable().default(null),
  plate: text(12).nullable().default(null),
  idempotencyKey: text(100).optional(),
});
export type SaveVehicle = z.infer<typeof saveVehicleInput>;
