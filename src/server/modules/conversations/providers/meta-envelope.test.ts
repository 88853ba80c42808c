import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitMetaEnvelope } from "./meta-envelope";
import { parseMetaEcho, parseMetaMessage, parseMetaStatus } from "./meta-items";

const message = (extra: object = {}) => ({
  from: "584141234567",
  from_user_id: "VE.1918",
  id: "wamid.1",
  timestamp: "1795000000",
  type: "text",
  text: { body: "hola, ¿tienen pastillas?" },
  ...extra,
});
const change = (phone: string, value: object) => ({
  field: "messages",
  value: { messaging_product: "whatsapp", metadata: { phone_number_id: phone }, ...value },
});
const rosa = { profile: { name: "Rosa Peña" }, wa_id: "584141234567", user_id: "VE.1918" };
const envelope = (...changes: object[]) => ({ object: "whatsapp_business_account", entry: [{ id: "waba", changes }] });

describe("[C20] the splitter walks everything", () => {
  test("one envelope of two numbers, messages, statuses, echoes and errors", () => {
    const items = splitMetaEnvelope(
      envelope(
        change("n1", {
          contacts: [rosa],
          messages: [message(), message({ id: "wamid.2" })],
          statuses: [{ id: "wamid.9" }],
        }),
        change("n2", { message_echoes: [message({ to: "57300" })], errors: [{ code: 131_051 }] }),
        { field: "message_template_status_update", value: { event: "APPROVED" } },
      ),
    );
    expect(items.map(({ externalId, kind }) => [externalId, kind])).toEqual([
      ["n1", "message"],
      ["n1", "message"],
      ["n1", "status"],
      ["n2", "echo"],
      ["n2", "other"],
      ["", "other"],
    ]);
    expect(items[0]?.subjectKey).toBe(items[1]?.subjectKey);
  });
  test("[F25] a poison member does not take its neighbours along", () => {
    const items = splitMetaEnvelope(envelope(change("n1", { messages: [null, 7, "x", message()] })));
    expect(items).toHaveLength(4);
    expect(items.map(({ payload }) => parseMetaMessage(payload) !== null)).toEqual([false, false, false, true]);
  });
  test("[C25] total: any JSON gives items, and parsing them never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        for (const { payload } of splitMetaEnvelope(json)) {
          parseMetaMessage(payload);
          parseMetaEcho(payload);
          parseMetaStatus(payload);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("[C25] the parser", () => {
  const parse = (extra: object) => parseMetaMessage({ contact: rosa, item: message(extra) });
  test("reads a text with who, when and where", () => {
    expect(parse({ context: { id: "wamid.0" } })).toMatchObject({
      providerMessageId: "wamid.1",
      sentAt: 1_795_000_000_000,
      kind: "text",
      body: "hola, ¿tienen pastillas?",
      replyTo: "wamid.0",
      from: { waId: "584141234567", bsuid: "VE.1918", name: "Rosa Peña" },
    });
  });
  test.each([
    ["image", { image: { id: "m1", mime_type: "image/jpeg", caption: "la placa" } }, "la placa"],
    ["audio", { audio: { id: "m1", mime_type: "audio/ogg", voice: true } }, ""],
    ["location", { location: { latitude: 10.4, longitude: -66.8, name: "Taller" } }, "Taller"],
    ["button", { button: { payload: "approve:1", text: "Aprobar" } }, "Aprobar"],
    ["interactive", { interactive: { type: "list_reply", list_reply: { id: "i1", title: "Valencia" } } }, "Valencia"],
    ["reaction", { reaction: { message_id: "wamid.0", emoji: "👍" } }, "👍"],
    ["order", { order: { catalog_id: "c", text: "estos", product_items: [] } }, "estos"],
  ])("%s", (type, extra, body) => {
    expect(parse({ type, text: undefined, ...extra })).toMatchObject({ kind: type, body });
  });
  test("a tapped choice says which", () => {
    expect(
      parse({
        type: "interactive",
        interactive: { type: "button_reply", button_reply: { id: "approve:1", title: "Sí" } },
      })?.content,
    ).toMatchObject({ choiceId: "approve:1" });
  });
  test("an unknown kind is kept raw, not dropped", () => {
    expect(parse({ type: "hologram", hologram: { z: 1 } })).toMatchObject({
      kind: "unsupported",
      content: { raw: { hologram: { z: 1 } } },
    });
  });
  test("[C27] a person without a number is known by the user id, even where the number used to be", () => {
    const parsed = parseMetaMessage({ item: message({ from: "VE.1918", from_user_id: undefined }) });
    expect(parsed?.from).toMatchObject({ bsuid: "VE.1918", waId: undefined });
  });
  test("[C147 C148] no id, no time, nobody: refused; NUL is removed, everything else stays", () => {
    expect(parse({ id: undefined })).toBeNull();
    expect(parse({ timestamp: "mañana" })).toBeNull();
    expect(parseMetaMessage({ item: message({ from: undefined, from_user_id: undefined }) })).toBeNull();
    expect(parse({ text: { body: "a\u0000b \u202e=cmd() <b>" } })?.body).toBe("ab \u202e=cmd() <b>");
  });
  test("[C33] an echo speaks to whom it was sent", () => {
    expect(parseMetaEcho({ item: message({ from: "584120000000", to: "584141234567" }) })?.from.waId).toBe(
      "584141234567",
    );
  });
  test("[C38] a status carries our own id and its errors", () => {
    const item = {
      id: "wamid.5",
      status: "failed",
      timestamp: "1795000000",
      biz_opaque_callback_data: "o1",
      errors: [{ code: 131_026, title: "x" }],
    };
    expect(parseMetaStatus({ item })).toMatchObject({ outboundId: "o1", errors: [{ code: "131026" }] });
  });
});
