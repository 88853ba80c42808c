import { raise } from "@/lib/errors";
import type { ContactPointId, CustomerId } from "@/lib/ids";
import type { Phone } from "@/lib/phone";
import { recordAudit } from "@/server/platform/audit";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantReader, TenantTx } from "@/server/platform/db";
import { withIdempotency } from "@/server/platform/idempotency";
import { publish } from "@/server/platform/outbox";
import { type Alias, addressOf, type CustomerSummary, displayName, identifying, resolve } from "./domain";
import { customerCreated, customerMerged, customerUpdated } from "./events";
import { type CustomerRow, customerReader, customerRepository, type VehicleRow } from "./repository";
import type { ListCustomers, SaveVehicle, UpdateCustomer } from "./schema";

export interface ResolvedContact {
  customerId: CustomerId;
  contactPointId: ContactPointId;
  created: boolean;
}

/** Two losers in a row would mean that the winner's row vanished; aliases are never deleted. */
const mostAttempts = 4;

/**
 * The person behind the aliases of one event, created if nobody has them. Safe under any concurrency by the unique index alone:
 * no lock and no read that a decision rests on.
 */
export async function resolveContact(
  tx: TenantTx,
  ctx: ServiceContext,
  input: { scope: string; aliases: readonly Alias[]; name: string },
): Promise<ResolvedContact> {
  const customers = customerRepository(tx);
  const wanted = identifying(input.aliases);
  const [first] = wanted;
  if (!first) raise("validation_failed");
  const at = ctx.clock.now();

  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const found = resolve(wanted, await customers.listOwners(input.scope, wanted));
    if (found.kind === "unknown") {
      const elsewhere = first.kind === "phone" ? await customers.findByPhone(first.value) : null;
      const customerId = elsewhere ?? ctx.ids.next<CustomerId>();
      const contactPointId = ctx.ids.next<ContactPointId>();
      const isWinner = await customers.insertContact({
        customerId,
        isNewCustomer: elsewhere === null,
        contactPointId,
        aliasId: ctx.ids.next(),
        scope: input.scope,
        alias: first,
        name: input.name,
        at,
      });
      if (!isWinner) continue;
      await attachAll(tx, ctx, contactPointId, input.scope, [...wanted.slice(1), ...usernames(input.aliases)]);
      if (elsewhere === null) {
        await recordAudit(tx, ctx, { action: "customer.create", subject: customerId, after: { name: input.name } });
        await publish(tx, ctx, customerCreated, { customerId });
      }
      return { customerId, contactPointId, created: true };
    }
    const contact = found.kind === "known" ? found : found.winner;
    await attachAll(tx, ctx, contact.contactPointId, input.scope, found.missing);
    if (found.kind === "several") await mergeContacts(tx, ctx, found.winner, found.losers);
    if (input.name) await customers.rename(contact.customerId, input.name);
    return { customerId: contact.customerId, contactPointId: contact.contactPointId, created: false };
  }
  return raise("state_conflict");
}

const usernames = (aliases: readonly Alias[]) => aliases.filter(({ kind }) => kind === "username");

async function attachAll(
  tx: TenantTx,
  ctx: ServiceContext,
  contactPointId: ContactPointId,
  scope: string,
  aliases: readonly Alias[],
): Promise<void> {
  const customers = customerRepository(tx);
  for (const alias of aliases) {
    await customers.attach({ id: ctx.ids.next(), contactPointId, scope, at: ctx.clock.now(), ...alias });
  }
}

/** From here on every event of both endpoints reaches the winner; the old threads stay where they were. */
async function mergeContacts(
  tx: TenantTx,
  ctx: ServiceContext,
  winner: { contactPointId: ContactPointId; customerId: CustomerId },
  losers: readonly ContactPointId[],
): Promise<void> {
  const customers = customerRepository(tx);
  const merged = (await customers.customersOf(losers)).filter((id) => id !== winner.customerId);
  await customers.moveAliases(losers, winner.contactPointId);
  await customers.mergeInto(merged, winner.customerId);
  for (const loserId of merged) {
    await recordAudit(tx, ctx, { action: "customer.merge", subject: winner.customerId, after: { loserId } });
    await publish(tx, ctx, customerMerged, { winnerId: winner.customerId, loserId });
  }
}

const summary = (row: CustomerRow): CustomerSummary => ({
  customerId: row.id,
  name: displayName(row),
  phone: (row.aliases.findLast(({ kind }) => kind === "phone")?.value ?? null) as Phone | null,
});

export async function getCustomers(reader: TenantReader, ids: readonly CustomerId[]): Promise<CustomerSummary[]> {
  return (await customerReader(reader).listByIds([...new Set(ids)])).map(summary);
}

/** For modules that show a list of their own rows: whose names or phones contain the text. */
export async function findCustomerIds(reader: TenantReader, search: string, limit: number): Promise<CustomerId[]> {
  return (await customerReader(reader).listPage({ search, before: null, limit })).map(({ id }) => id);
}

export async function customerOfContact(
  reader: TenantReader,
  contactPointId: ContactPointId,
): Promise<{ customerId: CustomerId; address: string | null; phone: Phone | null } | null> {
  const contact = await customerReader(reader).findContact(contactPointId);
  if (!contact) return null;
  const phone = contact.aliases.findLast(({ kind }) => kind === "phone")?.value ?? null;
  return { customerId: contact.customerId, address: addressOf(contact.aliases), phone: phone as Phone | null };
}

/** Every endpoint of this number, in any portfolio. */
export const contactPointsOfPhone = (reader: TenantReader, phone: Phone): Promise<ContactPointId[]> =>
  customerReader(reader).listContactPoints(phone);

export const vehiclesOf = (reader: TenantReader, customerId: CustomerId): Promise<VehicleRow[]> =>
  customerReader(reader).listVehicles(customerId);

export async function listCustomers(ctx: ServiceContext, input: ListCustomers) {
  ctx.require("customer:read");
  const search = input.search || null;
  const rows = await customerReader(ctx.read).listPage({
    search,
    before: input.cursor ?? null,
    limit: input.limit + 1,
  });
  const items = rows.slice(0, input.limit).map((row) => ({ ...summary(row), createdAt: row.createdAt }));
  return { items, nextCursor: rows.length > input.limit ? (items.at(-1)?.customerId ?? null) : null };
}

export async function getCustomer(ctx: ServiceContext, input: { customerId: string }) {
  ctx.require("customer:read");
  const customers = customerReader(ctx.read);
  const row = (await customers.find(input.customerId as CustomerId)) ?? raise("customer_not_found");
  const vehicles = await customers.listVehicles(row.id);
  const { notes, version, createdAt } = row;
  return { ...summary(row), notes, version, createdAt, mergedInto: row.mergedInto, vehicles };
}

export async function updateCustomer(ctx: ServiceContext, input: UpdateCustomer): Promise<{ version: number }> {
  ctx.require("customer:update");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "customers.update", key: input.idempotencyKey, input }, async () => {
      const customers = customerRepository(tx);
      const before = (await customers.find(input.customerId as CustomerId)) ?? raise("customer_not_found");
      const after = { name: input.name ?? before.name, notes: input.notes === undefined ? before.notes : input.notes };
      if (!(await customers.save(before.id, input.version, after))) raise("version_conflict");
      const { name, notes } = before;
      await recordAudit(tx, ctx, { action: "customer.update", subject: before.id, before: { name, notes }, after });
      await publish(tx, ctx, customerUpdated, { customerId: before.id });
      return { version: input.version + 1 };
    }),
  );
}

export async function saveVehicle(ctx: ServiceContext, input: SaveVehicle): Promise<{ vehicleId: string }> {
  ctx.require("customer:update");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "customers.saveVehicle", key: input.idempotencyKey, input }, async () => {
      const customers = customerRepository(tx);
      const customer = (await customers.find(input.customerId as CustomerId)) ?? raise("customer_not_found");
      const { customerId: _customer, idempotencyKey: _key, ...details } = input;
      const vehicle = { ...details, id: ctx.ids.next<string>(), customerId: customer.id, provenance: ctx.actor.kind };
      await customers.insertVehicle({ ...vehicle, at: ctx.clock.now() });
      await recordAudit(tx, ctx, { action: "vehicle.save", subject: customer.id, after: vehicle });
      await publish(tx, ctx, customerUpdated, { customerId: customer.id });
      return { vehicleId: vehicle.id };
    }),
  );
}
