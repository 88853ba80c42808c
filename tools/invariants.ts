/**
 * `npm run check:invariants`: every business's books, shelves, conversations, offers and audit chain, compared with their own history.
 * Prints what does not agree and ends with 1; reads only, so it may run beside the product. Arguments are ids the WhatsApp provider gave
 * to messages: each must be stored exactly once.
 */
import path from "node:path";
import { postgresUrl, startPostgres } from "@local/postgres/start";
import type { ServiceContext } from "@/server/platform/context";
import { readSecrets, stateDir } from "./start/config";

interface Broken {
  business: string;
  module: string;
  violation: string;
}

const given = process.env.DATABASE_URL_ADMIN ?? process.env.DATABASE_URL;
const server = given ? null : await startPostgres({ dataDir: path.join(stateDir, "postgres") });
const adminUrl = server ? postgresUrl(server, { database: "mostrador" }) : (given ?? "");
const db = await import("@/server/platform/db");
const passwords = db.derivePasswords(readSecrets().database);
const urls = {
  appUrl: db.loginUrl(adminUrl, "app", passwords),
  controlUrl: db.loginUrl(adminUrl, "control", passwords),
  migratorUrl: db.loginUrl(adminUrl, "migrator", passwords),
};
const { loadEnvironment } = await import("@/server/platform/env");
loadEnvironment({
  MOSTRADOR_PROFILE: "local",
  PUBLIC_URL: "http://localhost:3000",
  NEXTAUTH_SECRET: "nothing is signed while reading, but it is asked for",
  DATABASE_URL: urls.appUrl,
  DATABASE_URL_CONTROL: urls.controlUrl,
  LOG_LEVEL: "silent",
});
db.configureDb({ ...urls, directUrl: urls.controlUrl });

const { verifyAudit } = await import("@/server/platform/audit/seal");
const { eachTenant } = await import("@/server/composition/job-context");
const modules: Record<string, { verifyInvariants(ctx: ServiceContext): Promise<readonly unknown[]> }> = {
  alerts: await import("@/server/modules/alerts/public"),
  analytics: await import("@/server/modules/analytics/public"),
  assistant: await import("@/server/modules/assistant/public"),
  conversations: await import("@/server/modules/conversations/public"),
  customers: await import("@/server/modules/customers/public"),
  inventory: await import("@/server/modules/inventory/public"),
  invoicing: await import("@/server/modules/invoicing/public"),
  notifications: await import("@/server/modules/notifications/public"),
  orders: await import("@/server/modules/orders/public"),
  payments: await import("@/server/modules/payments/public"),
};

const broken: Broken[] = [];
const promised = new Map(process.argv.slice(2).map((id) => [id, 0]));
let businesses = 0;
for await (const ctx of eachTenant("invariants")) {
  businesses += 1;
  const stored = await db.sql<{ id: string }>(ctx.read)`select provider_message_id as id from message
    where provider_message_id = any(${[...promised.keys()]})`;
  for (const { id } of stored) promised.set(id, (promised.get(id) ?? 0) + 1);
  const chain = await verifyAudit(ctx.read);
  if (!chain.ok) broken.push({ business: ctx.tenant.slug, module: "audit", violation: `${chain.kind} at ${chain.at}` });
  for (const [module, { verifyInvariants }] of Object.entries(modules)) {
    for (const found of await verifyInvariants(ctx)) {
      const violation = typeof found === "string" ? found : JSON.stringify(found);
      broken.push({ business: ctx.tenant.slug, module, violation });
    }
  }
}
for (const [id, times] of promised) {
  if (times !== 1) broken.push({ business: "-", module: "conversations", violation: `${id} is stored ${times} times` });
}
for (const { business, module, violation } of broken) process.stdout.write(`${business} ${module}: ${violation}\n`);
process.stdout.write(`${businesses} businesses, ${Object.keys(modules).length} modules, ${broken.length} violations\n`);
await db.closeDb();
await server?.stop();
process.exit(broken.length === 0 ? 0 : 1);
