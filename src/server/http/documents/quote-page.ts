import { html } from "hono/html";
import { formatDateTime, formatMoney, formatQuantity, formatShortDate, type WireMoney } from "@/lib/format";
import { percentText, type QuoteView, quoteCode } from "@/server/modules/invoicing/public";
import type { ServiceContext } from "@/server/platform/context";
import { timeZoneOf } from "@/server/platform/context";
import { type Markup, notice, type PageParts, type Reader } from "./frame";

export interface QuoteDocument {
  quote: QuoteView;
  branch: { name: string; address: string | null } | null;
  isPaid: boolean;
}

export const frameOf = (ctx: ServiceContext, reader: Reader) => ({
  zone: timeZoneOf(ctx),
  country: reader.country,
  language: reader.language,
});
const isZero = ({ amount }: WireMoney) => /^-?0*(\.0*)?$/.test(amount);

function lines({ quote }: QuoteDocument, { t, country }: Reader): Markup {
  const money = (value: WireMoney) => formatMoney(value, country);
  const rows = quote.lines.map(
    (line) => html`<tr>
<td class="name">${line.name}<small>${[line.sku, line.itemId ? "" : t("selling.docToConfirm")].filter(Boolean).join(" · ")}</small>
<small class="narrow">${formatQuantity(line.quantity, country)} × ${money(line.unitPrice)}</small></td>
<td class="num wide">${formatQuantity(line.quantity, country)}</td>
<td class="num wide">${money(line.unitPrice)}</td>
<td class="num">${money(line.amount)}</td></tr>`,
  );
  return html`<table><thead><tr><th scope="col">${t("selling.docLine")}</th><th scope="col" class="num wide">${t("selling.docQuantity")}</th>
<th scope="col" class="num wide">${t("selling.docUnitPrice")}</th><th scope="col" class="num">${t("selling.docAmount")}</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}

/** Discount, tax per rate and the amount, as rows of their own. */
export function sums({ quote }: Pick<QuoteDocument, "quote">, { t, country }: Reader): Markup {
  const money = (value: WireMoney) => formatMoney(value, country);
  return html`<table class="sums"><tbody>
<tr><td>${t("selling.subtotal")}</td><td class="num">${money(quote.subtotal)}</td></tr>
${isZero(quote.discount) ? "" : html`<tr><td>${t("selling.discount")}${quote.discountPpm > 0 ? ` ${percentText(quote.discountPpm)} %` : ""}</td><td class="num">−${money(quote.discount)}</td></tr>`}
${quote.taxes
  .filter(({ ratePpm }) => ratePpm > 0)
  .map(
    (tax) =>
      html`<tr><td>${tax.code.toUpperCase()} ${percentText(tax.ratePpm)} % <small>${t("selling.docTaxBase", { base: money(tax.base) })}</small></td><td class="num">${money(tax.tax)}</td></tr>`,
  )}
<tr class="grand"><td>${t("selling.docPayable")}</td><td class="num">${money(quote.total)}</td></tr>
</tbody></table>`;
}

function state(ctx: ServiceContext, document: QuoteDocument, reader: Reader): Markup | "" {
  const { quote, isPaid } = document;
  const { t } = reader;
  const business = ctx.tenant.name;
  switch (quote.status) {
    case "sent":
      return "";
    case "accepted":
    case "converted":
      return isPaid
        ? notice(t("selling.docPaidTitle"), t("selling.docPaidThanks"), "good")
        : notice(t("selling.docAcceptedTitle"), t("selling.docAcceptedText"), "good");
    case "expired": {
      const date = formatDateTime(quote.validUntil, frameOf(ctx, reader));
      return notice(t("selling.docExpiredTitle"), t("selling.docExpiredText", { date, business }));
    }
    case "declined":
      return notice(t("selling.docDeclinedTitle"), t("selling.docDeclinedText", { business }));
    case "cancelled":
      return notice(t("selling.docCancelledTitle", { business }), t("selling.docCancelledText"));
    case "draft":
    case "superseded":
      return notice(t("selling.docDraftTitle"), t("selling.docDraftText"));
  }
}

function actions(path: string, { quote, isPaid }: QuoteDocument, { t }: Reader): Markup | "" {
  if (quote.status === "converted") {
    const pay = path.replace("/quote/", "/pay/");
    return html`<div class="actions"><a class="button" href="${pay}">${isPaid ? t("selling.docSeeReceipt") : t("selling.docSeePayment")}</a></div>`;
  }
  if (quote.status !== "sent") return "";
  const version = html`<input type="hidden" name="version" value="${quote.version}">`;
  return html`<div class="actions">
<form method="post" action="${path}/accept">${version}<button class="button" type="submit">${t("selling.accept")}</button></form>
<p class="hint">${t("selling.docAcceptHint")}</p>
<form method="post" action="${path}/decline">${version}<button class="button quiet" type="submit">${t("selling.docDecline")}</button></form>
</div>`;
}

/** Amount and validity first, and the amount again at the end: what a person came to know. */
export function quotePage(
  ctx: ServiceContext,
  reader: Reader,
  path: string,
  document: QuoteDocument,
  problem: Markup | "" = "",
): PageParts {
  const { quote, branch } = document;
  const { t, country } = reader;
  const frame = frameOf(ctx, reader);
  const code = quoteCode(quote.number);
  const title = t("selling.docQuoteFor", { code, customer: quote.customerName });
  const live = quote.status === "sent";
  return {
    title: `${title} · ${ctx.tenant.name}`,
    ...(live && !quote.viewedAt ? { beacon: `${path}/viewed` } : {}),
    body: html`${problem}
<header class="hero"><p class="eyebrow">${ctx.tenant.name}</p><h1>${title}</h1>
<p class="eyebrow">${t("selling.docPayable")}</p><p class="total">${formatMoney(quote.total, country)}</p>
${live ? html`<p class="until">${t("selling.docValidUntil", { date: formatDateTime(quote.validUntil, frame) })}</p>` : ""}</header>
${state(ctx, document, reader)}
${actions(path, document, reader)}
<section class="sheet"><dl class="parties">
<div><dt>${t("selling.docIssuedBy")}</dt><dd>${ctx.tenant.name}</dd>${branch ? html`<dd><small>${branch.name}${branch.address ? ` · ${branch.address}` : ""}</small></dd>` : ""}</div>
<div><dt>${t("selling.docIssuedTo")}</dt><dd>${quote.customerName}</dd><dd><small>${t("selling.docIssuedOn")}: ${formatShortDate(quote.sentAt ?? quote.createdAt, frame)}</small></dd></div>
</dl>
${lines(document, reader)}
${sums(document, reader)}
${quote.note ? html`<p class="note">${quote.note}</p>` : ""}
</section>`,
  };
}
