import { expect } from "vitest";
import { controlReader, sql } from "@/server/platform/db";
import { tenantTest } from "@/server/testing/fixtures";
import { storeEnvelope } from "./inbox";

const envelope = (dedupeKey: string, text = "{}") => ({
  provider: "meta",
  appKey: "meta-platform",
  dedupeKey,
  raw: new TextEncoder().encode(text),
  headers: {},
});

const storedLike = (prefix: string) =>
  sql<{ dedupe_key: string; raw: Uint8Array }>(controlReader())`
    select dedupe_key, raw from control.provider_inbox where dedupe_key like ${`${prefix}%`} order by id`;

tenantTest("[C19] many at once are all stored, each with its own bytes", async ({ tenant }) => {
  const run = tenant.info.code6;
  const keys = Array.from({ length: 300 }, (_, index) => `${run}-${String(index).padStart(3, "0")}`);
  const answers = await Promise.all(keys.map((key) => storeEnvelope(envelope(key, `{"key":"${key}"}`))));
  expect(answers.every(Boolean)).toBe(true);
  const stored = await storedLike(`${run}-`);
  expect(stored.map(({ raw }) => new TextDecoder().decode(raw)).sort()).toEqual(keys.map((key) => `{"key":"${key}"}`));
});

tenantTest("[C19] the same bytes twice in one breath are new once", async ({ tenant }) => {
  const key = `${tenant.info.code6}-twice`;
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => storeEnvelope(envelope(key))));
  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(await storedLike(key)).toHaveLength(1);
  expect(await storeEnvelope(envelope(key))).toBe(false);
});

tenantTest("[C19] one the database refuses harms none that arrived with it", async ({ tenant }) => {
  const run = `${tenant.info.code6}-mixed`;
  const keys = [`${run}-a`, `${run}-\u0000`, `${run}-b`, `${run}-c`, `${run}-d`];
  const answers = await Promise.allSettled(keys.map((key) => storeEnvelope(envelope(key))));
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled"]);
  expect(await storedLike(run)).toHaveLength(4);
});
