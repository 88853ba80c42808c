import type { z } from "zod";
import { isAppError } from "@/lib/errors";
import { type CountryCode, formatMoney, formatShortDate, isCountryCode } from "@/lib/format";
import type { ConversationId } from "@/lib/ids";
import { getCustomers } from "@/server/modules/customers/public";
import type { quoteSent } from "@/server/modules/invoicing/events";
import type { chargePaid } from "@/server/modules/payments/events";
import type { ServiceContext } from "@/server/platform/context";
import type { MessageContent } from "./outbound/schema";
import { sendMessageIn } from "./outbound/service";
import { dispatchDue, releaseInactive } from "./public";
import { conversationReader } from "./repository";

const countryOf = ({ tenant }: ServiceContext): CountryCode => (isCountryCode(tenant.country) ? tenant.country : "CO");

/** The text while the window is open, else the registered template that says the same. */
async function tell(
  ctx: ServiceContext,
  conversationId: ConversationId,
  idempotencyKey: string,
  text: string,
  template: (name: string) => MessageContent,
): Promise<void> {
  const conversation = await conversationReader(ctx.read).find(conversationId);
  if (!conversation) return;
  const send = (content: MessageContent) =>
    ctx.transaction((tx) => sendMessageIn(tx, ctx, { conversationId, content, idempotencyKey }));
  try {
    await send({ kind: "text", text });
  } catch (error) {
    if (!isAppError(error)) throw error;
    // The key was used with other words: it was told before, as a template or while the window was open.
    if (error.code === "idempotency_key_reused") return;
    if (error.code !== "window_closed") throw error;
    const [customer] = await getCustomers(ctx.read, [conversation.customerId]);
    await send(template(customer?.name ?? "cliente"));
  }
}

/** A quote somebody sent reaches the customer where they talk to us, once. */
export async function sendQuoteLink(ctx: ServiceContext, quote: z.infer<(typeof quoteSent)["schema"]>): Promise<void> {
  if (!quote.conversationId) return;
  const country = countryOf(ctx);
  await tell(
    ctx,
    quote.conversationId as ConversationId,
    `quote:${quote.quoteId}:v${quote.version}:sent`,
    quote.text,
    (name) => ({
      kind: "template",
      name: "cotizacion_lista",
      variables: [
        name,
        `${quote.number ?? ""}`,
        formatMoney(quote.total, country),
        formatShortDate(quote.validUntil, { country, zone: ctx.tenant.calendar.timeZone }),
      ],
      url: quote.url,
    }),
  );
}

/** Money that arrived is thanked for where the sale was talked about, once per debt. */
export async function sendReceipt(ctx: ServiceContext, charge: z.infer<(typeof chargePaid)["schema"]>): Promise<void> {
  if (!charge.conversationId) return;
  const amount = formatMoney(charge.paid, countryOf(ctx));
  const what = charge.orderNumber === null ? "tu compra" : `tu pedido #${charge.orderNumber}`;
  const text = `Recibimos ${amount} por ${what}. Gracias por tu compra.`;
  await tell(ctx, charge.conversationId as ConversationId, `charge:${charge.chargeId}:paid`, text, (name) => ({
    kind: "template",
    name: "pago_recibido",
    variables: [name, amount, what],
  }));
}

/** What timers promise: inactivity, the shop's phone going quiet, and messages whose wake-up was lost. */
export async function sweepConversations(ctx: ServiceContext): Promise<{ released: number; sent: number }> {
  const { released } = await releaseInactive(ctx);
  return { released, sent: await dispatchDue(ctx) };
}
