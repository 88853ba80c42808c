import { workInbox } from "@/server/composition/inbox-worker";
import { createApp } from "@/server/http/app";
import { hmacHex } from "@/server/platform/crypto";
import { controlReader, sql } from "@/server/platform/db";
import { testSecrets } from "./fixtures";
import { type Answer, answerOf, jobs, origin } from "./http";

const app = createApp({ jobs });

export const metaSignature = (raw: string | Uint8Array, secret = testSecrets.metaAppSecret): string =>
  `sha256=${hmacHex(secret, raw)}`;

/** What stands on a provider's line: bytes and their signature, as they are given. */
export async function post(path: string, raw: string | Uint8Array, headers: Record<string, string>): Promise<Answer> {
  const body = typeof raw === "string" ? raw : Buffer.from(raw);
  return answerOf(await app.fetch(new Request(`${origin}/api/webhooks/${path}`, { method: "POST", body, headers })));
}

export const postMeta = (json: unknown): Promise<Answer> => {
  const raw = typeof json === "string" ? json : JSON.stringify(json);
  return post("meta/meta-platform", raw, { "x-hub-signature-256": metaSignature(raw) });
};

/** Envelopes and items of this file's database that are in a state, by state. */
export async function inboxStates(): Promise<{ envelopes: Record<string, number>; items: Record<string, number> }> {
  const count = (rows: { state: string; n: number }[]) => Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  const [envelopes, items] = await Promise.all([
    sql<{ state: string; n: number }>(controlReader())`
      select state, count(*)::int as n from control.provider_inbox group by state`,
    sql<{ state: string; n: number }>(controlReader())`
      select state, count(*)::int as n from control.provider_item group by state`,
  ]);
  return { envelopes: count(envelopes), items: count(items) };
}

/** Works the inbox until nothing is due, as the process that stays would. */
export async function settle(): Promise<void> {
  for (;;) {
    await workInbox();
    const [due] = await sql<{ n: number }>(controlReader())`
      select (select count(*) from control.provider_inbox where state = 'pending')::int
        + (select count(*) from control.provider_item where state = 'pending' and next_at <= now())::int as n`;
    if (!due?.n) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function emptyInbox(): Promise<void> {
  await sql.execute(controlReader())`delete from control.provider_item`;
  await sql.execute(controlReader())`delete from control.provider_inbox`;
  await sql.execute(controlReader())`delete from control.provider_reject`;
}
