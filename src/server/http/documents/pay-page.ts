import { html } from "hono/html";
import { formatDateTime, formatMoney, type WireMoney } from "@/lib/format";
import { type QuoteView, quoteCode } from "@/server/modules/invoicing/public";
import type { ChargeView } from "@/server/modules/payments/public";
import type { ServiceContext } from "@/server/platform/context";
import { type Markup, notice, type PageParts, type Reader } from "./frame";
import { frameOf, sums } from "./quote-page";

/** Long enough for a push to arrive, short enough to be waited for. */
const refreshSeconds = 4;

function receipt(ctx: ServiceContext, reader: Reader, quote: QuoteView, charge: ChargeView): Markup {
  const { t, country } = reader;
  const captured = charge.payments.filter(({ status }) => status === "captured");
  const rows = captured.map(
    (payment) =>
      html`<tr><td>${payment.capturedAt ? formatDateTime(payment.capturedAt, frameOf(ctx, reader)) : ""}</td><td class="num">${formatMoney(payment.amount, country)}</td></tr>`,
  );
  return html`<section class="sheet"><dl class="parties">
<div><dt>${t("selling.docReceipt")}</dt><dd>${quoteCode(quote.number)}</dd></div><div><dt>${t("selling.docIssuedTo")}</dt><dd>${quote.customerName}</dd></div></dl>
<table><tbody>${quote.lines.map((line) => html`<tr><td class="name">${line.name}</td><td class="num">${formatMoney(line.amount, country)}</td></tr>`)}</tbody></table>
${sums({ quote }, reader)}
<table class="sums"><tbody>${rows}<tr class="grand"><td>${t("selling.paid")}</td><td class="num">${formatMoney(charge.paid, country)}</td></tr></tbody></table></section>`;
}

/** Due, waiting or paid; only the charge says which, never the way somebody got here. */
export function payPage(
  ctx: ServiceContext,
  reader: Reader,
  path: string,
  { quote, charge, isBack }: { quote: QuoteView; charge: ChargeView; isBack: boolean },
  problem: Markup | "" = "",
): PageParts {
  const { t, country } = reader;
  const money = (value: WireMoney) => formatMoney(value, country);
  const code = quoteCode(quote.number);
  const title = t("selling.docPayTitle", { code });
  const see = html`<a class="button quiet" href="${path.replace("/pay/", "/quote/")}">${t("selling.docSeeQuote")}</a>`;
  const hero = (label: string, amount: WireMoney) =>
    html`<header class="hero"><p class="eyebrow">${ctx.tenant.name}</p><h1>${title}</h1><p class="eyebrow">${label}</p><p class="total">${money(amount)}</p></header>`;
  if (charge.status === "paid") {
    const text = t("selling.docPaidText", { amount: money(charge.paid) });
    return {
      title: `${title} · ${t("selling.paid")}`,
      body: html`${hero(t("selling.paid"), charge.paid)}${notice(t("selling.docPaidTitle"), text, "good")}
${receipt(ctx, reader, quote, charge)}<div class="actions">${see}</div>`,
    };
  }
  const waits = isBack && charge.payments.some(({ status }) => status === "pending" || status === "authorized");
  if (waits) {
    return {
      title,
      refreshSeconds,
      beacon: `${path}/refresh`,
      body: html`${hero(t("selling.docPayable"), charge.due)}
${notice(t("selling.docConfirmingTitle"), t("selling.docConfirmingText"))}<div class="actions"><a class="button quiet" href="${path}">${t("selling.docNotPaidYet")}</a></div>`,
    };
  }
  const isPartial = charge.status === "partial";
  return {
    title: `${title} · ${ctx.tenant.name}`,
    body: html`${problem}${hero(t("selling.docPayable"), charge.due)}
<div class="actions"><form method="post" action="${path}"><button class="button" type="submit">${t("selling.docPayByCard")}</button></form>
<p class="hint">${t("selling.docPayHint", { business: ctx.tenant.name })}</p></div>
${isPartial ? receipt(ctx, reader, quote, charge) : ""}<div class="actions">${see}</div>`,
  };
}
