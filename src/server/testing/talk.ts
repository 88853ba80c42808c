import "@/server/composition/request-context"; // registers how a member's context is built
import type { BranchId, ConversationId } from "@/lib/ids";
import { instant } from "@/lib/time";
import { createProduct } from "@/server/modules/catalog/public";
import { connectChannel, ingestItem, splitMetaEnvelope } from "@/server/modules/conversations/public";
import { receiveStock } from "@/server/modules/inventory/public";
import { sql } from "@/server/platform/db";
import type { TestTenant } from "./fixtures";

interface Said {
  id?: string;
  from?: string;
  at?: number;
  type?: string;
  name?: string;
}

let count = 0;

/** A business number of the tenant, and customers who write to it through the provider's own envelopes. */
export async function openNumber(tenant: TestTenant, options: { aiPolicy?: "auto" | "off"; branchId?: BranchId } = {}) {
  count += 1;
  const externalId = `10${count}${tenant.info.code6.replace(/\D/g, "7")}`;
  const { channelId } = await connectChannel(tenant.job(), {
    branchId: options.branchId ?? tenant.branches[0].id,
    externalId,
    portfolio: `portfolio-${externalId}`,
    displayNumber: "+58 212 555 0101",
    name: "Ventas Chacao",
    aiPolicy: options.aiPolicy ?? "auto",
  });
  const secondsOf = (at: number) => `${Math.trunc(at / 1_000)}`;

  function envelope(value: object) {
    const metadata = { display_phone_number: "582125550101", phone_number_id: externalId };
    return {
      entry: [
        { id: "waba", changes: [{ field: "messages", value: { messaging_product: "whatsapp", metadata, ...value } }] },
      ],
    };
  }
  function message(text: string, said: Said & { extra?: object } = {}) {
    const { id, from = "584141234567", at = tenant.clock.now(), type = "text", name = "Rosa Peña", extra } = said;
    count += 1;
    return envelope({
      contacts: [{ profile: { name }, wa_id: from, user_id: `VE.${from}` }],
      messages: [
        {
          from,
          id: id ?? `wamid.${count}`,
          timestamp: secondsOf(at),
          type,
          ...(type === "text" ? { text: { body: text } } : {}),
          ...extra,
        },
      ],
    });
  }
  function status(providerMessageId: string, name: string, said: { at?: number; outboundId?: string } = {}) {
    return envelope({
      statuses: [
        {
          id: providerMessageId,
          status: name,
          timestamp: secondsOf(said.at ?? tenant.clock.now()),
          ...(said.outboundId ? { biz_opaque_callback_data: said.outboundId } : {}),
        },
      ],
    });
  }
  return {
    channelId,
    externalId,
    message,
    status,
    /** Delivers an envelope as the inbox worker does; answers the outcome of each item. */
    deliver: (json: unknown) =>
      Promise.all(
        splitMetaEnvelope(json).map(({ kind, payload }) => ingestItem(tenant.job(), { channelId, kind, payload })),
      ),
    async write(text: string, said: Parameters<typeof message>[1] = {}): Promise<ConversationId> {
      const json = message(text, said);
      // Events of the same millisecond have no order of their own.
      tenant.clock.advance(1);
      for (const { kind, payload } of splitMetaEnvelope(json))
        await ingestItem(tenant.job(), { channelId, kind, payload });
      const rows = await sql<{ id: ConversationId }>(tenant.job().read)`
        select c.id from conversation c join contact_point p on p.id = c.contact_point_id
        join contact_alias a on a.contact_point_id = p.id
        where c.channel_id = ${channelId} and a.kind = 'wa_id' and a.value = ${said.from ?? "584141234567"}`;
      if (!rows[0]) throw new Error("the customer's thread is not there");
      return rows[0].id;
    },
    now: () => instant(tenant.clock.now()),
  };
}

/** A counter with one priced product and stock in the first branch; answers its id. */
export async function stockShop(tenant: TestTenant) {
  const owner = tenant.as("owner");
  const { itemId } = await createProduct(owner, {
    name: "Pastillas de freno delanteras Corolla 2009-2019",
    sku: "BP-0412",
    price: "48.00",
    fitments: [{ make: "Toyota", model: "Corolla", yearFrom: 2009, yearTo: 2019, engine: null }],
  });
  await receiveStock(owner, {
    branchId: tenant.branches[0].id,
    lines: [{ itemId, quantity: "11", unitCost: "20.00" }],
    idempotencyKey: "opening-stock",
  });
  return itemId;
}
