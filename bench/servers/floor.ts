import { createHash, createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import pg from "pg";

/** The same answers with nothing in between: Hono, a pool and prepared statements. What the product's cost is compared with. */
const { FLOOR_DATABASE_URL = "", FLOOR_SCHEMA = "", META_APP_SECRET = "" } = process.env;
const pool = new pg.Pool({
  connectionString: FLOOR_DATABASE_URL,
  max: 10,
  options: `-c search_path=${FLOOR_SCHEMA},ext,bench`,
});

const columns = `i.id, i.product_id, i.name, i.sku, p.brand, p.kind, p.category_id, c.name as category_name, p.unit,
  pr.amount_minor, pl.currency, p.tax_id, t.code as tax_code, t.rate_ppm, i.cost_micro, i.barcode, i.archived_at`;
const joins = `join product p on p.id = i.product_id
  left join category c on c.id = p.category_id
  left join tax t on t.id = p.tax_id
  left join (select id, currency from price_list order by priority desc, created_at, id limit 1) pl on true
  left join price pr on pr.list_id = pl.id and pr.item_id = i.id`;

const one = `select ${columns}, p.version, i.oem_codes, i.aliases, wanted.relation,
    case when wanted.relation is null then (select coalesce(json_agg(json_build_object('make', f.make, 'model', f.model,
      'yearFrom', f.year_from, 'yearTo', f.year_to, 'engine', f.engine)), '[]') from fitment f where f.item_id = i.id) end as fitments
  from (select $1::text as id, null::text as relation
    union all select to_item_id, kind from equivalence where from_item_id = $1) wanted
  join item i on i.id = wanted.id ${joins}`;
const page = `select ${columns}, i.name_key from item i ${joins}
  where i.archived_at is null and (i.name_key, i.id) > ($1, $2) order by i.name_key, i.id limit 51`;
const order = `with head as (insert into bench.sale (id, customer, total_minor) values ($1, $2, $3) returning id)
  insert into bench.sale_line (sale_id, line_no, item_id, qty, price_minor)
  select head.id, n, item, 1000, 950 from head, unnest($4::text[]) with ordinality as line(item, n)`;
const inbox = "insert into bench.inbox (dedupe_key, raw) values ($1, $2) on conflict do nothing";

const app = new Hono()
  .get("/healthz", (c) => c.json({ status: "up" }))
  .get("/item/:id", async (c) => {
    const { rows } = await pool.query({ name: "one", text: one, values: [c.req.param("id")] });
    return c.json(rows);
  })
  .get("/items", async (c) => {
    const { rows } = await pool.query({ name: "page", text: page, values: [c.req.query("key"), c.req.query("id")] });
    return c.json(rows);
  })
  .post("/order", async (c) => {
    const items = c.req.queries("item") ?? [];
    await pool.query({ name: "order", text: order, values: [randomUUID(), "somebody", 2_850, items] });
    return c.json({ ok: true });
  })
  .post("/webhook", async (c) => {
    const raw = Buffer.from(await c.req.arrayBuffer());
    const expected = `sha256=${createHmac("sha256", META_APP_SECRET).update(raw).digest("hex")}`;
    if (c.req.header("x-hub-signature-256") !== expected) return c.body(null, 401);
    const key = createHash("sha256").update(raw).digest("hex");
    await pool.query({ name: "inbox", text: inbox, values: [key, raw] });
    return c.body(null, 200);
  });

const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify({ ready: true, port: (server.address() as AddressInfo).port })}\n`);
});
process.on("SIGTERM", () => process.exit(0));
