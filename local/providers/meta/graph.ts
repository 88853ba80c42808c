import { randomBytes } from "node:crypto";
import { hang, sleep } from "@local/kit/http";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { GraphError } from "./errors";
import type { MediaShelf } from "./media";
import { acceptMessage, followUp, markRead } from "./send";
import { placeholdersOf, templateId } from "./templates";
import type { PhoneNumber, Template } from "./types";
import type { World } from "./world";

const HANG_MS = 30_000;
const SUCCESS = { success: true };

/** The paths of the Graph API that a WhatsApp product uses, under any version. */
export function graphRoutes(world: World, shelf: MediaShelf): Hono {
  const app = new Hono();
  const v = "/:version{v[0-9]+\\.[0-9]+}";

  app.onError((error, c) => {
    const traceId = `A${randomBytes(8).toString("hex")}`;
    if (error instanceof GraphError) return c.json(error.body(traceId), error.http as 400);
    console.error("meta simulator", error);
    return c.json(new GraphError(131_000, "The simulator failed.").body(traceId), 500);
  });

  app.post(`${v}/:id/messages`, async (c) => {
    const number = numberOf(world, c.req.param("id"));
    authorise(world, c, number);
    await misbehave(world, c, number.id);
    const body = await jsonOf(c);
    if (body.status !== undefined) {
      if (body.status !== "read") throw new GraphError(100, "Param status must be one of {READ}.");
      markRead(world, number, body);
      return c.json(SUCCESS);
    }
    const { message, answer } = acceptMessage(world, number, body);
    await followUp(world, message);
    if (world.faults.take("timeout_after", number.id) !== undefined) await hang(c.req.raw.signal, HANG_MS);
    return c.json(answer);
  });

  app.post(`${v}/:id/media`, async (c) => {
    const number = numberOf(world, c.req.param("id"));
    authorise(world, c, number);
    await misbehave(world, c, number.id);
    const form = await c.req.formData();
    const file = form.get("file");
    if (form.get("messaging_product") !== "whatsapp")
      throw new GraphError(100, "The parameter messaging_product is required.");
    if (!(file instanceof File)) throw new GraphError(131_008, "The parameter file is required.");
    const mime = String(form.get("type") ?? file.type).split(";")[0] ?? file.type;
    return c.json({ id: shelf.add(Buffer.from(await file.arrayBuffer()), mime, "upload", file.name).id });
  });

  app.get("/__cdn/:id", async (c) => {
    authorise(world, c);
    const slow = world.faults.take("media_slow");
    if (slow !== undefined) await sleep(4_000);
    const { media, bytes } = shelf.download(c.req.param("id"), Number.parseInt(c.req.query("oe") ?? "", 16));
    return c.body(new Uint8Array(bytes), 200, { "content-type": media.mime });
  });

  app.post(`${v}/:waba/message_templates`, async (c) => {
    authorise(world, c);
    return c.json(createTemplate(world, c.req.param("waba"), await jsonOf(c)));
  });
  app.get(`${v}/:waba/message_templates`, (c) => {
    authorise(world, c);
    const name = c.req.query("name");
    const data = world.templates
      .all()
      .filter((one) => one.wabaId === c.req.param("waba") && (!name || one.name === name));
    return c.json({ data: data.map(describeTemplate), paging: { cursors: { before: "0", after: `${data.length}` } } });
  });
  app.delete(`${v}/:waba/message_templates`, (c) => {
    authorise(world, c);
    const name = c.req.query("name");
    const gone = world.templates.all().filter((one) => one.wabaId === c.req.param("waba") && one.name === name);
    if (gone.length === 0) throw new GraphError(100, `Message template ${name ?? ""} was not found.`);
    for (const { id } of gone) world.templates.delete(id);
    return c.json(SUCCESS);
  });

  app.get(`${v}/:waba/phone_numbers`, (c) => {
    authorise(world, c);
    return c.json({
      data: world.numbers
        .all()
        .filter(({ wabaId }) => wabaId === c.req.param("waba"))
        .map(describeNumber),
    });
  });
  app.get(`${v}/debug_token`, (c) => {
    const isValid =
      c.req.query("input_token") === world.config.accessToken && world.faults.active("token_revoked") === undefined;
    return c.json({
      data: {
        is_valid: isValid,
        type: "SYSTEM_USER",
        application: "local",
        expires_at: 0,
        scopes: ["whatsapp_business_messaging", "whatsapp_business_management"],
      },
    });
  });
  for (const path of ["subscribed_apps", "register", "deregister", "whatsapp_business_profile"]) {
    app.post(`${v}/:id/${path}`, (c) => {
      authorise(world, c);
      return c.json(SUCCESS);
    });
  }
  app.get(`${v}/:id/subscribed_apps`, (c) => {
    authorise(world, c);
    return c.json({ data: [{ whatsapp_business_api_data: { id: "local", name: "Mostrador" } }] });
  });

  app.get(`${v}/:id`, (c) => {
    const id = c.req.param("id");
    const number = world.numbers.get(id);
    authorise(world, c, number);
    if (number) return c.json(describeNumber(number));
    return c.json(shelf.describe(id, new URL(c.req.url).origin));
  });
  app.delete(`${v}/:id`, (c) => {
    authorise(world, c);
    shelf.remove(c.req.param("id"));
    return c.json(SUCCESS);
  });
  return app;
}

function numberOf(world: World, id: string): PhoneNumber {
  const number = world.numbers.get(id);
  if (!number) {
    throw new GraphError(
      100,
      `Unsupported post request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
      33,
    );
  }
  return number;
}

function authorise(world: World, c: Context, number?: PhoneNumber): void {
  const token = /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "")?.[1];
  const isKnown = token !== undefined && token === (number?.accessToken ?? world.config.accessToken);
  const isShared =
    token !== undefined && !number && world.numbers.all().some(({ accessToken }) => accessToken === token);
  if (!isKnown && !isShared) throw new GraphError(190, "Invalid OAuth access token - Cannot parse access token");
  if (world.faults.active("token_revoked", number?.id) !== undefined)
    throw new GraphError(190, "The access token was revoked.", 460);
}

/** The faults of a request that has not been looked at yet. */
async function misbehave(world: World, c: Context, numberId: string): Promise<void> {
  const slow = world.faults.take("slow", numberId);
  if (slow !== undefined) await sleep(slow);
  if (world.faults.take("timeout_before", numberId) !== undefined) {
    await hang(c.req.raw.signal, HANG_MS);
    throw new GraphError(2, "Timed out on purpose.");
  }
  if (world.faults.take("http_500", numberId) !== undefined) throw new GraphError(131_000, "Broken on purpose.");
  const code = world.faults.take("error", numberId);
  if (code !== undefined) throw new GraphError(code, "Refused on purpose.");
}

async function jsonOf(c: Context): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await c.req.json();
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new GraphError(100, "The request body is not a JSON object.");
}

const newTemplate = z.object({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  language: z.string().min(2),
  category: z.enum(["UTILITY", "MARKETING", "AUTHENTICATION"]),
  parameter_format: z.enum(["NAMED", "POSITIONAL", "named", "positional"]).optional(),
  components: z.array(
    z.looseObject({
      type: z.string().transform((type) => type.toUpperCase()),
      text: z.string().optional(),
      buttons: z
        .array(
          z.looseObject({
            type: z.enum(["QUICK_REPLY", "URL", "PHONE_NUMBER"]),
            text: z.string().min(1).max(25),
            url: z.string().optional(),
          }),
        )
        .max(10)
        .optional(),
    }),
  ),
});

function createTemplate(world: World, wabaId: string, body: Record<string, unknown>): Record<string, unknown> {
  const parsed = newTemplate.safeParse(body);
  if (!parsed.success) throw new GraphError(100, parsed.error.issues[0]?.message ?? "Invalid template.");
  const { name, language, category, components, parameter_format } = parsed.data;
  const part = (type: string) => components.find((component) => component.type === type);
  const text = part("BODY")?.text ?? "";
  if (text.length < 1 || text.length > 1024)
    throw new GraphError(100, "The BODY component needs a text of 1 to 1024 characters.");
  if (/^\s*\{\{|\}\}\s*$/.test(text))
    throw new GraphError(100, "Variables can't be at the start or end of the template.", 2_388_299);
  const isRejected = world.faults.take("template_reject") !== undefined;
  const id = templateId(wabaId, name, language);
  if (world.templates.get(id))
    throw new GraphError(100, `There is already ${language} content for this template.`, 2_388_024);
  const isNamed = placeholdersOf(text).some((placeholder) => !/^\d+$/.test(placeholder));
  const template: Template = {
    id,
    wabaId,
    name,
    language,
    category,
    status: "PENDING",
    parameterFormat: parameter_format?.toUpperCase() === "NAMED" || isNamed ? "NAMED" : "POSITIONAL",
    header: part("HEADER")?.text,
    body: text,
    footer: part("FOOTER")?.text,
    buttons: part("BUTTONS")?.buttons ?? [],
  };
  world.templates.put(id, template);
  setTimeout(() => reviewTemplate(world, id, isRejected ? "REJECTED" : "APPROVED"), 600);
  return { id, status: "PENDING", category };
}

/** Meta's review: the new state, and its announcement to the account. */
export function reviewTemplate(world: World, id: string, status: Template["status"], reason = "NONE"): void {
  const template = world.templates.get(id);
  const number = template && world.numbers.all().find(({ wabaId }) => wabaId === template.wabaId);
  if (!template) return;
  world.templates.put(id, { ...template, status });
  world.changed();
  if (!number) return;
  world.webhooks.announce({
    number,
    field: "message_template_status_update",
    subject: `template:${id}`,
    ref: id,
    value: {
      event: status,
      message_template_id: Number(id),
      message_template_name: template.name,
      message_template_language: template.language,
      message_template_category: template.category,
      reason: status === "REJECTED" ? "INVALID_FORMAT" : reason,
    },
  });
}

function describeTemplate(template: Template): Record<string, unknown> {
  return {
    id: template.id,
    name: template.name,
    language: template.language,
    category: template.category,
    status: template.status,
    parameter_format: template.parameterFormat === "POSITIONAL" ? "POSITIONAL" : "NAMED",
    components: [
      ...(template.header ? [{ type: "HEADER", format: "TEXT", text: template.header }] : []),
      { type: "BODY", text: template.body },
      ...(template.footer ? [{ type: "FOOTER", text: template.footer }] : []),
      ...(template.buttons.length ? [{ type: "BUTTONS", buttons: template.buttons }] : []),
    ],
  };
}

function describeNumber(number: PhoneNumber): Record<string, unknown> {
  return {
    id: number.id,
    display_phone_number: number.display,
    verified_name: number.verifiedName,
    quality_rating: "GREEN",
    code_verification_status: "VERIFIED",
    platform_type: "CLOUD_API",
    throughput: { level: "STANDARD" },
    messaging_limit_tier: "TIER_2K",
    status: "CONNECTED",
  };
}
