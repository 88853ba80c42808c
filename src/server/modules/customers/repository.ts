import type { ContactPointId, CustomerId } from "@/lib/ids";
import { fromDate, type Instant, toDate, toIso } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { Alias, OwnedAlias } from "./domain";

export interface CustomerRow {
  id: CustomerId;
  name: string;
  notes: string | null;
  version: number;
  mergedInto: CustomerId | null;
  createdAt: string;
  aliases: Alias[];
}
export interface VehicleRow {
  vehicleId: string;
  make: string;
  model: string;
  year: number | null;
  engine: string | null;
  vin: string | null;
  plate: string | null;
  provenance: string;
}

const aliasesJson = sql.fragment`(
  select coalesce(json_agg(json_build_object('kind', a.kind, 'value', a.value) order by a.valid_from, a.id), '[]'::json)
  from contact_alias a join contact_point p on p.id = a.contact_point_id
  where p.customer_id = c.id and a.valid_to is null)`;
const columns = sql.fragment`c.id, c.name, c.notes, c.version, c.merged_into as "mergedInto", c.created_at as "createdAt",
  ${aliasesJson} as aliases`;
type Raw = Omit<CustomerRow, "createdAt"> & { createdAt: Date };
const toRow = (raw: Raw): CustomerRow => ({ ...raw, createdAt: toIso(fromDate(raw.createdAt)) });

export const customerReader = (reader: TenantReader | TenantTx) => ({
  async find(id: CustomerId): Promise<CustomerRow | null> {
    const rows = await sql<Raw>(reader)`select ${columns} from customer c where c.id = ${id} and c.erased_at is null`;
    return rows[0] ? toRow(rows[0]) : null;
  },
  async listByIds(ids: readonly CustomerId[]): Promise<CustomerRow[]> {
    if (ids.length === 0) return [];
    return (await sql<Raw>(reader)`select ${columns} from customer c where c.id = any(${[...ids]})`).map(toRow);
  },
  async listPage(page: { search: string | null; before: string | null; limit: number }): Promise<CustomerRow[]> {
    const like = page.search === null ? null : `%${page.search.toLowerCase().replace(/[%_\\]/g, "\\$&")}%`;
    const digits = page.search?.replace(/\D/g, "") ?? "";
    const rows = await sql<Raw>(reader)`
      select ${columns} from customer c
      where c.merged_into is null and c.erased_at is null
        and (${page.before}::text is null or c.id < ${page.before})
        and (${like}::text is null or lower(c.name) like ${like} or (length(${digits}) >= 4 and exists (
          select 1 from contact_alias a join contact_point p on p.id = a.contact_point_id
          where p.customer_id = c.id and a.kind = 'phone' and a.value like '%' || ${digits} || '%')))
      order by c.id desc limit ${page.limit}`;
    return rows.map(toRow);
  },
  async listOwners(scope: string, aliases: readonly Alias[]): Promise<OwnedAlias[]> {
    return sql<OwnedAlias>(reader)`
      select a.kind, a.value, a.contact_point_id as "contactPointId", p.customer_id as "customerId"
      from contact_alias a join contact_point p on p.id = a.contact_point_id
      where a.scope = ${scope} and a.valid_to is null
        and (a.kind, a.value) in (select * from unnest(${aliases.map((a) => a.kind)}::text[], ${aliases.map((a) => a.value)}::text[]))`;
  },
  /** The person who has this number in another portfolio, if anybody. */
  async findByPhone(phone: string): Promise<CustomerId | null> {
    const rows = await sql<{ id: CustomerId }>(reader)`
      select p.customer_id as id from contact_alias a join contact_point p on p.id = a.contact_point_id
      where a.kind = 'phone' and a.value = ${phone} and a.valid_to is null order by a.valid_from limit 1`;
    return rows[0]?.id ?? null;
  },
  async listContactPoints(phone: string): Promise<ContactPointId[]> {
    const rows = await sql<{ id: ContactPointId }>(reader)`
      select contact_point_id as id from contact_alias where kind = 'phone' and value = ${phone} and valid_to is null`;
    return rows.map(({ id }) => id);
  },
  async findContact(id: ContactPointId): Promise<{ customerId: CustomerId; aliases: Alias[] } | null> {
    const rows = await sql<{ customerId: CustomerId; aliases: Alias[] }>(reader)`
      select p.customer_id as "customerId", coalesce(
        (select json_agg(json_build_object('kind', a.kind, 'value', a.value) order by a.valid_from, a.id)
         from contact_alias a where a.contact_point_id = p.id and a.valid_to is null), '[]'::json) as aliases
      from contact_point p where p.id = ${id}`;
    return rows[0] ?? null;
  },
  async listVehicles(customerId: CustomerId): Promise<VehicleRow[]> {
    const rows = await reader.vehicle.findMany({ where: { customerId }, orderBy: { createdAt: "desc" }, take: 20 });
    return rows.map(({ id, make, model, year, engine, vin, plate, provenance }) => ({
      vehicleId: id,
      make,
      model,
      year,
      engine,
      vin,
      plate,
      provenance,
    }));
  },
});

export const customerRepository = (tx: TenantTx) => ({
  ...customerReader(tx),
  /**
   * Customer, contact point and first alias in one statement, none of them if somebody else holds the alias. A concurrent winner is
   * waited for by the unique index itself, so false means: read again, it is there now.
   */
  async insertContact(contact: {
    customerId: CustomerId;
    isNewCustomer: boolean;
    contactPointId: ContactPointId;
    aliasId: string;
    scope: string;
    alias: Alias;
    name: string;
    at: Instant;
  }): Promise<boolean> {
    const at = toDate(contact.at);
    const rows = await sql<{ won: number }>(tx)`
      with won as (
        insert into contact_alias (id, contact_point_id, kind, scope, value, valid_from)
        values (${contact.aliasId}, ${contact.contactPointId}, ${contact.alias.kind}, ${contact.scope}, ${contact.alias.value}, ${at})
        on conflict (kind, scope, value) where valid_to is null do nothing returning id),
      person as (
        insert into customer (id, name, created_at)
        select ${contact.customerId}, ${contact.name}, ${at}::timestamptz from won where ${contact.isNewCustomer} returning id),
      point as (
        insert into contact_point (id, customer_id, scope, created_at)
        select ${contact.contactPointId}, ${contact.customerId}, ${contact.scope}, ${at}::timestamptz from won returning id)
      select (select count(*) from won)::int as won, (select count(*) from person)::int, (select count(*) from point)::int`;
    return rows[0]?.won === 1;
  },
  async attach(alias: { id: string; contactPointId: ContactPointId; scope: string; at: Instant } & Alias) {
    await sql.execute(tx)`
      insert into contact_alias (id, contact_point_id, kind, scope, value, valid_from)
      values (${alias.id}, ${alias.contactPointId}, ${alias.kind}, ${alias.scope}, ${alias.value}, ${toDate(alias.at)})
      on conflict (kind, scope, value) where valid_to is null do nothing`;
  },
  async moveAliases(from: readonly ContactPointId[], to: ContactPointId): Promise<void> {
    await sql.execute(tx)`
      update contact_alias set contact_point_id = ${to} where contact_point_id = any(${[...from]}) and valid_to is null`;
  },
  async customersOf(points: readonly ContactPointId[]): Promise<CustomerId[]> {
    const rows = await sql<{ id: CustomerId }>(tx)`
      select distinct customer_id as id from contact_point where id = any(${[...points]})`;
    return rows.map(({ id }) => id);
  },
  async mergeInto(losers: readonly CustomerId[], winner: CustomerId): Promise<void> {
    await sql.execute(tx)`
      update customer set merged_into = ${winner}, version = version + 1
      where id = any(${[...losers]}) and id <> ${winner} and merged_into is null`;
  },
  /** Compare-and-set on the version the caller saw. */
  async save(id: CustomerId, version: number, data: { name: string; notes: string | null }): Promise<boolean> {
    const { count } = await tx.customer.updateMany({
      where: { id, version },
      data: { ...data, version: version + 1 },
    });
    return count === 1;
  },
  async rename(id: CustomerId, name: string): Promise<void> {
    await sql.execute(tx)`update customer set name = ${name} where id = ${id} and name = ''`;
  },
  async insertVehicle(vehicle: Omit<VehicleRow, "vehicleId"> & { id: string; customerId: CustomerId; at: Instant }) {
    const { at, ...row } = vehicle;
    await tx.vehicle.create({ data: { ...row, createdAt: toDate(at) } });
  },
});
