import { z } from "zod";
import { GraphError } from "./errors";

const text = (max: number) => z.string().min(1).max(max);
const media = { id: z.string().optional(), link: z.url().optional() };
const hasOneSource = (value: { id?: string; link?: string }) => (value.id === undefined) !== (value.link === undefined);
const ONE_SOURCE = "exactly one of id and link is needed";
const coordinate = z.coerce.number();

const plainMedia = z.strictObject(media).refine(hasOneSource, ONE_SOURCE);
const captioned = z
  .strictObject({ ...media, caption: z.string().max(1024).optional() })
  .refine(hasOneSource, ONE_SOURCE);
const document = z
  .strictObject({ ...media, caption: z.string().max(1024).optional(), filename: z.string().max(240).optional() })
  .refine(hasOneSource, ONE_SOURCE);

const header = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: text(60) }),
  z.strictObject({ type: z.literal("image"), image: plainMedia }),
  z.strictObject({ type: z.literal("video"), video: plainMedia }),
  z.strictObject({ type: z.literal("document"), document }),
]);
const frame = {
  header: header.optional(),
  body: z.strictObject({ text: text(1024) }),
  footer: z.strictObject({ text: text(60) }).optional(),
};
const isUnique = (values: string[]) => new Set(values).size === values.length;

const replyButton = z.strictObject({
  type: z.literal("reply"),
  reply: z.strictObject({ id: text(256), title: text(20) }),
});
const row = z.strictObject({ id: text(200), title: text(24), description: z.string().max(72).optional() });
const section = z.strictObject({ title: z.string().max(24).optional(), rows: z.array(row).min(1).max(10) });

const interactive = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("button"),
    ...frame,
    action: z.strictObject({
      buttons: z
        .array(replyButton)
        .min(1)
        .max(3)
        .refine((all) => isUnique(all.map(({ reply }) => reply.id)), "button ids must be unique")
        .refine((all) => isUnique(all.map(({ reply }) => reply.title)), "button titles must be unique"),
    }),
  }),
  z.strictObject({
    type: z.literal("list"),
    ...frame,
    header: z.strictObject({ type: z.literal("text"), text: text(60) }).optional(),
    action: z.strictObject({
      button: text(20),
      sections: z
        .array(section)
        .min(1)
        .max(10)
        .refine((all) => all.flatMap(({ rows }) => rows).length <= 10, "at most 10 rows in all sections")
        .refine((all) => all.length === 1 || all.every(({ title }) => title), "sections need a title")
        .refine((all) => isUnique(all.flatMap(({ rows }) => rows.map(({ id }) => id))), "row ids must be unique"),
    }),
  }),
  z.strictObject({
    type: z.literal("cta_url"),
    ...frame,
    action: z.strictObject({
      name: z.literal("cta_url"),
      parameters: z.strictObject({ display_text: text(20), url: z.url() }),
    }),
  }),
  z.strictObject({
    type: z.literal("location_request_message"),
    body: frame.body,
    action: z.strictObject({ name: z.literal("send_location") }),
  }),
]);

export const templateParameter = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  payload: z.string().optional(),
  parameter_name: z.string().optional(),
});
export const templateSend = z.strictObject({
  name: text(512),
  language: z.strictObject({ code: text(12), policy: z.string().optional() }),
  namespace: z.string().optional(),
  components: z
    .array(
      z.strictObject({
        type: z.enum(["header", "body", "button", "footer"]),
        sub_type: z.enum(["quick_reply", "url", "copy_code", "flow"]).optional(),
        index: z.coerce.number().int().min(0).max(9).optional(),
        parameters: z.array(templateParameter).optional(),
      }),
    )
    .optional(),
});
export type TemplateSend = z.infer<typeof templateSend>;

const BODIES: Record<string, z.ZodType<Record<string, unknown>>> = {
  text: z.strictObject({ body: text(4096), preview_url: z.boolean().optional() }),
  image: captioned,
  video: captioned,
  audio: z.strictObject({ ...media, voice: z.boolean().optional() }).refine(hasOneSource, ONE_SOURCE),
  sticker: plainMedia,
  document,
  location: z.strictObject({
    latitude: coordinate.min(-90).max(90),
    longitude: coordinate.min(-180).max(180),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
  reaction: z.strictObject({ message_id: text(256), emoji: z.string().max(16) }),
  interactive,
  template: templateSend,
};

const envelope = z.strictObject({
  messaging_product: z.literal("whatsapp"),
  recipient_type: z.literal("individual").optional(),
  to: z.string().optional(),
  recipient: z.string().optional(),
  type: z.string().optional(),
  context: z.strictObject({ message_id: z.string() }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
});

export type SendRequest = {
  recipient: string;
  type: string;
  content: Record<string, unknown>;
  contextId?: string;
  opaque?: string;
};

/** Reads a send request as Meta does: missing parts and bad values have codes of their own. */
export function parseSend(body: Record<string, unknown>): SendRequest {
  const type = typeof body.type === "string" ? body.type : "text";
  const shape = BODIES[type];
  if (body.messaging_product === undefined) throw new GraphError(100, "The parameter messaging_product is required.");
  if (!shape) throw new GraphError(131051, `Message type "${type}" is not supported.`);
  const { [type]: content, ...rest } = body;
  const head = check(envelope, rest, "");
  const recipient = head.to ?? head.recipient;
  if (!recipient) throw new GraphError(131008, "The parameter to is required.");
  if (content === undefined) throw new GraphError(131008, `The parameter ${type} is required.`);
  return {
    recipient,
    type,
    content: check(shape, content, type),
    contextId: head.context?.message_id,
    opaque: head.biz_opaque_callback_data,
  };
}

function check<T>(schema: z.ZodType<T>, value: unknown, at: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = [at, ...(issue?.path ?? [])].filter((part) => part !== "").join(".");
  const isMissing = issue?.code === "invalid_type" && "input" in issue === false && /undefined/.test(issue.message);
  if (isMissing) throw new GraphError(131008, `Required parameter ${path} is missing.`);
  if (issue?.code === "unrecognized_keys")
    throw new GraphError(100, `Unexpected key on param ${path}: ${issue.message}`);
  throw new GraphError(131009, `${path}: ${issue?.message ?? "not valid"}`);
}
