import type { Context } from "hono";
import { html, raw } from "hono/html";
import { createTranslate, type Language, localeFor, messagesFor, preferredLanguage, type Translate } from "@/lib/i18n";
import { conventionOf } from "@/server/modules/invoicing/public";
import type { ServiceContext } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { secretToken } from "@/server/platform/ids";
import type { HttpEnv } from "../security";
import { stylesheet } from "./stylesheet";

export type Markup = ReturnType<typeof html>;

export interface Reader {
  language: Language;
  t: Translate;
  country: ReturnType<typeof conventionOf>;
}

/** The reader's language, the business's country: amounts are written as there, words as here. */
export function readerOf(c: Context<HttpEnv>, ctx: ServiceContext | null): Reader {
  const language = preferredLanguage(c.req.header("accept-language"));
  const country = conventionOf(ctx?.tenant.country ?? "");
  return { language, country, t: createTranslate(messagesFor(localeFor(language, country)), country) };
}

export interface PageParts {
  title: string;
  body: Markup;
  /** Sent once by a reader with script: something that is worth telling, never something the page needs. */
  beacon?: string;
  /** Seconds until the page asks again by itself. */
  refreshSeconds?: number;
}

/** Where a form of ours may lead: here, and to whoever collects the money. */
function formTargets(): string {
  const { origin, protocol } = new URL(env.stripe.apiBaseUrl);
  return ["'self'", "https://checkout.stripe.com", ...(protocol === "http:" ? [origin] : [])].join(" ");
}

const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    `form-action ${formTargets()}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Static markup that is whole without script; what a link opens is for its holder alone. */
export async function page(
  c: Context<HttpEnv>,
  reader: Reader,
  parts: PageParts,
  status: 200 | 404 | 409 | 422 | 503 = 200,
): Promise<Response> {
  const nonce = secretToken().slice(0, 22);
  const document = await html`<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="same-origin">
<meta name="format-detection" content="telephone=no">
<link rel="icon" href="data:,">
${parts.refreshSeconds ? html`<meta http-equiv="refresh" content="${parts.refreshSeconds}">` : ""}
<title>${parts.title}</title>
<style nonce="${nonce}">${raw(stylesheet)}</style>
</head>
<body>
<main>
${parts.body}
<footer>${reader.t("selling.docMade")}</footer>
</main>
${parts.beacon ? html`<script nonce="${nonce}">navigator.sendBeacon(${raw(JSON.stringify(parts.beacon).replaceAll("<", "\\u003c"))})</script>` : ""}
</body>
</html>`;
  return c.html(document, status, {
    "content-security-policy": policy(nonce),
    "cache-control": "private, no-store",
  });
}

export const notice = (title: string, text: string, tone: "warning" | "good" = "warning"): Markup =>
  html`<section class="notice${tone === "good" ? " good" : ""}" role="status"><h2>${title}</h2><p>${text}</p></section>`;
