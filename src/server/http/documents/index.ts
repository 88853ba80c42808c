import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { type AppError, errorRegistry, isAppError, raise } from "@/lib/errors";
import { linkContext } from "@/server/composition/job-context";
import {
  acceptQuoteByToken,
  declineQuoteByToken,
  markQuoteViewed,
  payQuoteByToken,
  quoteByToken,
} from "@/server/modules/invoicing/public";
import { getCharge, refreshCharge } from "@/server/modules/payments/public";
import { branchesOf } from "@/server/modules/tenancy/public";
import type { ServiceContext } from "@/server/platform/context";
import type { HttpEnv } from "../security";
import { notice, page, type Reader, readerOf } from "./frame";
import { payPage } from "./pay-page";
import { type QuoteDocument, quotePage } from "./quote-page";

type DocumentContext = Context<HttpEnv, "/:token">;

const tokenPattern = /^[0-9a-hjkmnp-tv-z]{6}\.[\w-]{43}$/;
const maxFormBytes = 10_000;

/** The tenant is named by the token's first six characters; everything else by its secret, inside that tenant. */
async function open(c: DocumentContext): Promise<{ ctx: ServiceContext; token: string; reader: Reader }> {
  const token = c.req.param("token") ?? "";
  const ctx = tokenPattern.test(token) ? await linkContext(token, c.get("requestId")) : null;
  if (!ctx) return raise("quote_not_found");
  return { ctx, token, reader: readerOf(c, ctx) };
}

async function readQuote(ctx: ServiceContext, token: string): Promise<QuoteDocument> {
  const quote = await quoteByToken(ctx, token);
  const [branches, charge] = await Promise.all([
    branchesOf(ctx.read).list(),
    quote.chargeId ? getCharge(ctx, quote.chargeId) : null,
  ]);
  const branch = branches.find(({ id }) => id === quote.branchId) ?? null;
  return { quote, branch, isPaid: charge?.status === "paid" };
}

async function versionIn(c: DocumentContext): Promise<number> {
  if (Number(c.req.header("content-length") ?? 0) > maxFormBytes) raise("body_too_large");
  const { version } = await c.req.parseBody();
  const number = Number(version);
  return Number.isSafeInteger(number) && number > 0 ? number : raise("validation_failed");
}

/** A refusal in the holder's words, on the page they were on, with what there is now. */
async function refused(c: DocumentContext, error: AppError): Promise<Response> {
  const { ctx, token, reader } = await open(c);
  const { t } = reader;
  const document = await readQuote(ctx, token);
  const { status } = document.quote;
  const business = ctx.tenant.name;
  const name = document.quote.lines.find(({ itemId }) => itemId === error.data?.itemId)?.name ?? "";
  const text =
    error.code === "insufficient_stock"
      ? t("selling.docStockText", { available: String(error.data?.available ?? "0"), name, business })
      : error.code === "version_conflict"
        ? t("selling.docChangedText")
        : t(`errors.${error.code}`);
  const says = status === "sent" || error.code === "insufficient_stock";
  const problem = says ? notice(t("selling.docProblemTitle"), text) : "";
  return page(c, reader, quotePage(ctx, reader, `/quote/${token}`, document, problem), 409);
}

async function readPayment(ctx: ServiceContext, token: string) {
  const quote = await quoteByToken(ctx, token);
  const charge = quote.chargeId ? await getCharge(ctx, quote.chargeId) : null;
  return { quote, charge };
}

/** Leads to the provider, or to our own page when it does not answer: the order stands either way. */
async function goToPay(c: DocumentContext): Promise<Response> {
  const { ctx, token, reader } = await open(c);
  try {
    return c.redirect((await payQuoteByToken(ctx, { token, language: reader.language })).url, 303);
  } catch (error) {
    if (isAppError(error) && error.code === "charge_already_paid") return c.redirect(`/pay/${token}`, 303);
    if (!isAppError(error) || errorRegistry[error.code].http !== 503) throw error;
    const { quote, charge } = await readPayment(ctx, token);
    if (!charge) throw error;
    const problem = notice(reader.t("selling.docProblemTitle"), reader.t("selling.docPayLater"));
    return page(c, reader, payPage(ctx, reader, `/pay/${token}`, { quote, charge, isBack: false }, problem), 503);
  }
}

const quotes = new Hono<HttpEnv>()
  .get("/:token", async (c) => {
    c.set("route", "document.quote");
    const { ctx, token, reader } = await open(c);
    return page(c, reader, quotePage(ctx, reader, `/quote/${token}`, await readQuote(ctx, token)));
  })
  .post("/:token/viewed", async (c) => {
    c.set("route", "document.quote.viewed");
    const { ctx, token } = await open(c);
    await markQuoteViewed(ctx, token);
    return c.body(null, 204);
  })
  .post("/:token/accept", async (c) => {
    c.set("route", "document.quote.accept");
    const { ctx, token } = await open(c);
    try {
      await acceptQuoteByToken(ctx, { token, version: await versionIn(c) });
    } catch (error) {
      if (isAppError(error) && error.code !== "quote_not_found") return refused(c, error);
      throw error;
    }
    return goToPay(c);
  })
  .post("/:token/decline", async (c) => {
    c.set("route", "document.quote.decline");
    const { ctx, token } = await open(c);
    try {
      await declineQuoteByToken(ctx, { token, version: await versionIn(c), reason: null });
    } catch (error) {
      if (isAppError(error) && error.code !== "quote_not_found") return refused(c, error);
      throw error;
    }
    return c.redirect(`/quote/${token}`, 303);
  });

const payments = new Hono<HttpEnv>()
  .get("/:token", async (c) => {
    c.set("route", "document.pay");
    const { ctx, token, reader } = await open(c);
    const { quote, charge } = await readPayment(ctx, token);
    if (!charge) return c.redirect(`/quote/${token}`, 303);
    const isBack = c.req.query("back") !== undefined;
    return page(c, reader, payPage(ctx, reader, `/pay/${token}`, { quote, charge, isBack }));
  })
  .post("/:token", (c) => {
    c.set("route", "document.pay.open");
    return goToPay(c);
  })
  .post("/:token/refresh", async (c) => {
    c.set("route", "document.pay.refresh");
    const { ctx, token } = await open(c);
    const { charge } = await readPayment(ctx, token);
    if (charge) await refreshCharge(ctx, charge.id);
    return c.body(null, 204);
  });

/** Pages for people without a session: what their link names, and nothing else. Origin and rate are checked by whoever mounts it. */
export function documentsApp(): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.route("/quote", quotes);
  app.route("/pay", payments);
  app.onError((error, c) => {
    if (!isAppError(error) || errorRegistry[error.code].http !== 404) throw error;
    const reader = readerOf(c, null);
    const title = reader.t("selling.docNotFoundTitle");
    return page(c, reader, { title, body: html`${notice(title, reader.t("selling.docNotFoundText"))}` }, 404);
  });
  return app;
}
