import { raise } from "@/lib/errors";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import type { OutboundContent } from "../outbound/domain";
import type { MessageContent } from "../outbound/schema";
import { fillTemplate, shippedTemplates } from "./domain";
import { templateReader, templateRepository } from "./repository";

/** The approved template with its variables put in, in the order the template names them. */
export async function findTemplateIn(
  tx: TenantTx,
  content: Extract<MessageContent, { kind: "template" }>,
): Promise<OutboundContent> {
  const template = (await templateReader(tx).find(content.name)) ?? raise("template_not_found");
  const variables = template.variables.map((name, at) => ({ name, value: content.variables[at] ?? "" }));
  return {
    kind: "template",
    name: template.name,
    language: template.language,
    variables,
    replies: template.buttons
      .filter(({ type }) => type === "quick_reply")
      .map(({ text }, at) => content.replies?.[at] ?? text),
    ...(template.buttons.some(({ type }) => type === "url") && content.url ? { url: content.url } : {}),
    text: fillTemplate(template.body, variables),
  };
}

export async function listTemplates(ctx: ServiceContext) {
  ctx.require("conversation:read");
  return templateReader(ctx.read).list();
}

/** Part of setting a tenant up; runs any number of times. */
export async function ensureTemplates(tx: TenantTx, ctx: ServiceContext): Promise<void> {
  await templateRepository(tx).insertMissing(
    shippedTemplates.map((template) => ({ ...template, id: ctx.ids.next<string>() })),
  );
}
