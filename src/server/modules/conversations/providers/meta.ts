import { z } from "zod";
import { EgressTimeout, EgressUnreachable, provider } from "@/server/platform/egress";
import { env } from "@/server/platform/env";
import type { OutboundContent } from "../outbound/domain";
import type { MessagingProvider, OutgoingMessage, SendOutcome } from "../provider";

const apiVersion = "v21.0";
const timeoutMs = 10_000;

const acceptedSchema = z.looseObject({ messages: z.array(z.looseObject({ id: z.string().min(1) })).min(1) });
const errorSchema = z.looseObject({ error: z.looseObject({ code: z.union([z.number(), z.string()]) }) });

function bodyOf(content: OutboundContent): Record<string, unknown> {
  switch (content.kind) {
    case "text":
      return { type: "text", text: { body: content.text, preview_url: /https?:\/\//.test(content.text) } };
    case "buttons":
      return {
        type: "interactive",
        interactive: {
          type: "button",
          body: { text: content.text },
          action: { buttons: content.choices.map(({ id, title }) => ({ type: "reply", reply: { id, title } })) },
        },
      };
    case "list":
      return {
        type: "interactive",
        interactive: {
          type: "list",
          body: { text: content.text },
          action: { button: content.button, sections: [{ title: "Opciones", rows: content.choices }] },
        },
      };
    case "template":
      return { type: "template", template: templateOf(content) };
  }
}

function templateOf(content: Extract<OutboundContent, { kind: "template" }>): Record<string, unknown> {
  const parameters = content.variables.map(({ name, value }) => ({ type: "text", parameter_name: name, text: value }));
  const replies = content.replies.map((payload, index) => ({
    type: "button",
    sub_type: "quick_reply",
    index,
    parameters: [{ type: "payload", payload }],
  }));
  const link = content.url
    ? [{ type: "button", sub_type: "url", index: replies.length, parameters: [{ type: "text", text: content.url }] }]
    : [];
  return {
    name: content.name,
    language: { code: content.language },
    components: [...(parameters.length > 0 ? [{ type: "body", parameters }] : []), ...replies, ...link],
  };
}

/** Meta's Graph API, or whatever speaks it at the configured address. */
export function metaProvider(config: { baseUrl: string; accessToken: string }): MessagingProvider {
  const graph = provider("meta", {
    baseUrl: config.baseUrl,
    headers: { authorization: `Bearer ${config.accessToken}` },
    timeoutMs,
  });
  const pathOf = (from: string) => `/${apiVersion}/${encodeURIComponent(from)}/messages`;
  return {
    async send(message: OutgoingMessage): Promise<SendOutcome> {
      try {
        const { status, body } = await graph.json("POST", pathOf(message.from), {
          messaging_product: "whatsapp",
          recipient_type: "individual",
          to: message.to,
          ...(message.replyTo ? { context: { message_id: message.replyTo } } : {}),
          ...bodyOf(message.content),
          biz_opaque_callback_data: message.reference,
        });
        const accepted = acceptedSchema.safeParse(body);
        if (status < 300) {
          const id = accepted.success ? accepted.data.messages[0]?.id : undefined;
          // Taken without saying what it is called: a status will.
          return id ? { kind: "accepted", providerMessageId: id, httpStatus: status } : { kind: "unknown" };
        }
        const refused = errorSchema.safeParse(body);
        const code = refused.success ? `${refused.data.error.code}` : `http_${status}`;
        return { kind: "refused", code, httpStatus: status };
      } catch (error) {
        if (error instanceof EgressUnreachable) return { kind: "unreached" };
        if (error instanceof EgressTimeout) return { kind: "unknown" };
        throw error;
      }
    },
    async showTyping({ from, inboundId }) {
      try {
        await graph.json("POST", pathOf(from), {
          messaging_product: "whatsapp",
          status: "read",
          message_id: inboundId,
          typing_indicator: { type: "text" },
        });
      } catch (error) {
        // A courtesy: the answer itself does not depend on it.
        if (!(error instanceof EgressUnreachable || error instanceof EgressTimeout)) throw error;
      }
    },
  };
}

let configured: MessagingProvider | undefined;
/** The provider of this installation, from the environment. */
export function configuredProvider(): MessagingProvider {
  configured ??= metaProvider({ baseUrl: env.meta.baseUrl, accessToken: env.meta.accessToken ?? "" });
  return configured;
}
