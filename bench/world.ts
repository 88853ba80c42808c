import pg from "pg";
import { encodeCursor } from "@/lib/cursor";
import type { AccountId, BranchId, ItemId, TenantId } from "@/lib/ids";
import { ensureStarted } from "@/server/composition/boot";
import { replaceRuntime } from "@/server/composition/runtime";
import { systemContext } from "@/server/composition/tenants";
import { openSessionFor } from "@/server/modules/access/public";
import { ensureBranchLocations, postOpening } from "@/server/modules/inventory/public";
import { systemClock } from "@/server/platform/clock";
import { closeDb, sql } from "@/server/platform/db";
import { loadEnvironment } from "@/server/platform/env";
import { randomIds } from "@/server/platform/ids";
import { sealSession, sessionCookieName } from "@/server/platform/session-cookie";
import { seedBusiness } from "../prisma/seed/business";
import { businesses } from "../prisma/seed/businesses";
import { idsBySku, seedAutoParts } from "../prisma/seed/catalog";
import { planStock, seedStock } from "../prisma/seed/stock";

/** What the scenarios need to know of the business they measure. */
export interface World {
  tenantId: TenantId;
  schema: string;
  slug: string;
  branchId: BranchId;
  phoneNumberId: string;
  cookie: string;
  /** More sessions of the same person: a page asks for much, and one session may not ask for everything. */
  cookies: string[];
  products: number;
  itemIds: string[];
  /** Items with a practically endless shelf. */
  sellable: string[];
  pages: { key: string; id: string; cursor: string }[];
}

const sampled = 500;
const sessions = 4;

/** Tables of the floor, beside the product's. */
const floorTables = `
  create schema if not exists bench;
  create table if not exists bench.sale (id text primary key, customer text, total_minor bigint, at timestamptz default now());
  create table if not exists bench.sale_line (sale_id text references bench.sale, line_no int, item_id text, qty bigint, price_minor bigint,
    primary key (sale_id, line_no));
  create table if not exists bench.inbox (dedupe_key text primary key, raw bytea not null, at timestamptz default now());`;

/** One spare-parts business of 10,000 products made through the product's own use cases; the second run finds it. */
export async function prepareWorld(env: Record<string, string>, adminUrl: string): Promise<World> {
  const [business] = businesses;
  if (!business) throw new Error("no demo business");
  loadEnvironment(env);
  ensureStarted();
  replaceRuntime({ clock: systemClock, ids: randomIds(systemClock) });
  const { ctx, branches } = await seedBusiness(business);
  const items = await seedAutoParts(ctx);
  const ids = await idsBySku(ctx);
  await seedStock(ctx, planStock(items).stock, ids, branches);
  const [branchId] = branches.values();
  const [number] = business.numbers;
  if (!branchId || !number) throw new Error("the demo business has no branch or no number");

  const sellable = items.slice(0, 200).flatMap(({ sku }) => ids.get(sku) ?? []);
  const known = await sql(ctx.read)`select 1 from setting where key = 'bench.ready'`;
  if (known.length === 0) {
    await ctx.transaction((tx) => ensureBranchLocations(tx, ctx, branchId));
    await ctx.transaction(async (tx) => {
      const lines = sellable.map((itemId) => ({ itemId, qtyMilli: 10_000_000_000n, unitCostMicro: 5_000_000n }));
      await postOpening(tx, ctx, { sourceId: "bench-opening", branchId, lines });
      await sql.execute(tx)`insert into setting (key, value) values ('bench.ready', 'true'::jsonb)`;
      await sql.execute(tx)`update outbox set deliver_jobs = false where seq is null`;
    });
  }
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const account = await admin.query<{ id: string }>("select id from control.account where email_norm = $1", [
    business.members[0]?.email,
  ]);
  await admin.query(floorTables);
  if (known.length === 0) await admin.query("vacuum analyze");
  await admin.end();

  const cookies: string[] = [];
  for (let made = 0; made < sessions; made += 1) {
    const token = await openSessionFor(systemContext(), {
      accountId: (account.rows[0]?.id ?? "") as AccountId,
      tenantId: ctx.tenant.id,
      userAgent: "bench",
    });
    cookies.push(`${sessionCookieName()}=${sealSession(token)}`);
  }
  const rows = await sql<{ id: ItemId; name_key: string }>(ctx.read)`
    select id, name_key from item where archived_at is null order by id limit ${sampled}`;
  await closeDb();
  return {
    tenantId: ctx.tenant.id,
    schema: ctx.tenant.schema,
    slug: ctx.tenant.slug,
    branchId,
    phoneNumberId: number.phoneNumberId,
    cookie: cookies[0] ?? "",
    cookies,
    products: ids.size,
    itemIds: rows.map(({ id }) => id),
    sellable,
    pages: rows.map(({ id, name_key }) => ({ key: name_key, id, cursor: encodeCursor(name_key, id) })),
  };
}
