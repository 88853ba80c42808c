import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import Stripe from "stripe";
import { limits } from "@/lib/limits";
import { wakeInbox } from "@/server/composition/wake";
import { hmacHex, safeEqual } from "@/server/platform/crypto";
import { env } from "@/server/platform/env";
import { reportDefect, telemetry } from "@/server/platform/telemetry";
import { refusal } from "../refusal";
import type { HttpEnv } from "../security";
import { readBody } from "./body";
import { recordReject, storeEnvelope } from "./inbox";

/** Platform applications; a tenant's own application brings its own key and secret. */
const metaAppKey = "meta-platform";
const stripeAppKey = "stripe-platform";

async function refuse(provider: string, appKey: string, reason: string, size: number): Promise<Response> {
  telemetry().rejects.inc({ provider, reason });
  try {
    await recordReject({ provider, appKey, reason, size });
  } catch (error) {
    reportDefect("webhook.reject", error, { provider });
  }
  return new Response(null, { status: 401 });
}

/** Verify on the raw bytes, store, answer: nothing is parsed and no tenant is looked up before the 200. Our failure is a 503. */
async function accept(c: Context<HttpEnv>, envelope: Parameters<typeof storeEnvelope>[0]): Promise<Response> {
  try {
    const isNew = await storeEnvelope(envelope);
    if (isNew) wakeInbox();
    return c.text("", 200);
  } catch (error) {
    reportDefect("webhook.store", error, { provider: envelope.provider });
    return refusal(c, "dependency_unavailable", { retryAfterSeconds: 5 });
  }
}

const stripe = new Stripe("sk_unused_for_signatures");

export const webhooksApp = new Hono<HttpEnv>()
  .get("/meta/:appKey", (c) => {
    c.set("route", "webhook.meta.handshake");
    const { "hub.mode": mode, "hub.verify_token": token, "hub.challenge": challenge } = c.req.query();
    const expected = env.meta.verifyToken;
    const matches = mode === "subscribe" && expected !== null && token !== undefined && safeEqual(token, expected);
    return matches && c.req.param("appKey") === metaAppKey ? c.text(challenge ?? "") : c.text("", 403);
  })
  .post("/meta/:appKey", async (c) => {
    c.set("route", "webhook.meta");
    const appKey = c.req.param("appKey");
    if (appKey !== metaAppKey) return refusal(c, "not_found");
    const secret = env.meta.appSecret;
    if (!secret) return refusal(c, "dependency_unavailable");
    const raw = await readBody(c.req.raw, limits.webhookBodyBytes);
    if (!raw) return refusal(c, "body_too_large");
    const signature = c.req.header("x-hub-signature-256");
    if (!signature) return refuse("meta", appKey, "missing", raw.byteLength);
    if (!safeEqual(signature, `sha256=${hmacHex(secret, raw)}`))
      return refuse("meta", appKey, "invalid", raw.byteLength);
    const dedupeKey = createHash("sha256").update(raw).digest("hex");
    return accept(c, { provider: "meta", appKey, dedupeKey, raw, headers: {} });
  })
  .post("/stripe/:appKey", async (c) => {
    c.set("route", "webhook.stripe");
    const appKey = c.req.param("appKey");
    if (appKey !== stripeAppKey) return refusal(c, "not_found");
    const secret = env.stripe.webhookSecret;
    if (!secret) return refusal(c, "dependency_unavailable");
    const raw = await readBody(c.req.raw, limits.webhookBodyBytes);
    if (!raw) return refusal(c, "body_too_large");
    let event: Stripe.Event;
    try {
      event = stripe.webhooks.constructEvent(Buffer.from(raw), c.req.header("stripe-signature") ?? "", secret);
    } catch {
      return refuse("stripe", appKey, "invalid", raw.byteLength);
    }
    return accept(c, { provider: "stripe", appKey, dedupeKey: event.id, raw, headers: {} });
  })
  .all("/*", (c) => refusal(c, ["GET", "POST"].includes(c.req.method) ? "not_found" : "method_not_allowed"));
