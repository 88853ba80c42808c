import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench, hmac, messagesIn, NUMBER, startBench, statusesIn } from "./testing";

const ROSA = "584125550102";
let bench: Bench;

beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

const opened = () => bench.write("rosa-pena", { type: "text", text: "hola tienen pastillas pal corolla? ñandú" });

describe("webhooks of the phones", () => {
  test("[C16 C17] a customer's text arrives signed over the raw bytes, which are not the re-serialised JSON", async () => {
    const id = await opened();
    const [received] = await bench.receiver.until((all) => all.length === 1);
    expect(received?.path).toBe("/api/webhooks/meta/meta-platform");
    const body = received?.body ?? "";
    expect(received?.headers["x-hub-signature-256"]).toBe(hmac(body));
    expect(hmac(JSON.stringify(JSON.parse(body)))).not.toBe(hmac(body));
    const [value] = bench.values();
    expect(value).toMatchObject({
      messaging_product: "whatsapp",
      metadata: { phone_number_id: NUMBER, display_phone_number: "582125550001" },
      contacts: [{ profile: { name: "Rosa Peña" }, wa_id: ROSA, user_id: expect.stringMatching(/^VE\.\d+$/) }],
      messages: [{ id, from: ROSA, type: "text", text: { body: "hola tienen pastillas pal corolla? ñandú" } }],
    });
  });

  test("[C27] a person with a user name has no phone in the event, and another id in another portfolio", async () => {
    await bench.write("luisa-usuario", { type: "text", text: "hola" }, "Mariposa");
    await bench.write("luisa-usuario", { type: "text", text: "hola" });
    await bench.receiver.until((all) => all.length === 2);
    const ids = bench.values().map((value) => {
      const [contact] = value.contacts as Record<string, unknown>[];
      const [message] = value.messages as Record<string, unknown>[];
      expect(contact).not.toHaveProperty("wa_id");
      expect(message).not.toHaveProperty("from");
      expect(message?.from_user_id).toBe(contact?.user_id);
      return contact?.user_id as string;
    });
    expect(new Set(ids).size).toBe(2);
    const answer = await bench.text(
      ids.find((id) =>
        bench.values().some((value) => JSON.stringify(value).includes(id) && JSON.stringify(value).includes(NUMBER)),
      ) ?? "",
      "hola Luisa",
    );
    expect(answer.status).toBe(200);
  });

  test("[C19] a refused webhook is sent again until it is answered with 2xx, byte for byte", async () => {
    bench.receiver.answers.push(503, 401);
    await opened();
    const all = await bench.receiver.until((received) => received.length === 3);
    expect(new Set(all.map(({ body }) => body)).size).toBe(1);
    expect(await bench.meta.world.deliveries.settled()).toBe(true);
  });

  test("[C105] tapping a button or a row answers with its id and quotes the message", async () => {
    await opened();
    const buttons = await bench.send({
      to: ROSA,
      type: "interactive",
      interactive: {
        type: "button",
        body: { text: "¿La apartamos?" },
        action: { buttons: [{ type: "reply", reply: { id: "si", title: "Sí" } }] },
      },
    });
    const [{ id }] = buttons.body.messages as [{ id: string }];
    await bench.write("rosa-pena", { type: "button", message_id: id, id: "si" });
    const list = await bench.send({
      to: ROSA,
      type: "interactive",
      interactive: {
        type: "list",
        body: { text: "Elige" },
        action: { button: "Ver", sections: [{ rows: [{ id: "a", title: "Delanteras", description: "$48" }] }] },
      },
    });
    const [{ id: listId }] = list.body.messages as [{ id: string }];
    await bench.write("rosa-pena", { type: "list", message_id: listId, id: "a" });
    await bench.receiver.until(() => messagesIn(bench.values()).length === 3);
    const [, button, row] = messagesIn(bench.values());
    expect(button).toMatchObject({
      type: "interactive",
      context: { id },
      interactive: { type: "button_reply", button_reply: { id: "si", title: "Sí" } },
    });
    expect(row).toMatchObject({
      interactive: { type: "list_reply", list_reply: { id: "a", title: "Delanteras", description: "$48" } },
    });
    await expect(bench.write("rosa-pena", { type: "button", message_id: id, id: "no" })).rejects.toThrow(
      "there is no option",
    );
  });
});

describe("sending", () => {
  test("[C38 C40 C44] an accepted message becomes sent, delivered and read, echoing our key and the price", async () => {
    await opened();
    const answer = await bench.text(ROSA, "Sí: 11 en Chacao", { biz_opaque_callback_data: "outbound-1" });
    expect(answer.body).toMatchObject({
      messaging_product: "whatsapp",
      contacts: [{ input: ROSA, wa_id: ROSA }],
      messages: [{ id: expect.stringMatching(/^wamid\./) }],
    });
    await bench.receiver.until(() => statusesIn(bench.values()).length === 3);
    const statuses = statusesIn(bench.values());
    expect(statuses.map(({ status }) => status)).toEqual(["sent", "delivered", "read"]);
    expect(statuses.every(({ biz_opaque_callback_data: key }) => key === "outbound-1")).toBe(true);
    expect(statuses[0]?.pricing).toMatchObject({ category: "service", billable: true, pricing_model: "PMP" });
  });

  test.each([
    ["text over 4,096", { type: "text", text: { body: "x".repeat(4097) } }, 131009],
    ["text without a body", { type: "text", text: {} }, 131008],
    ["no content", { type: "image" }, 131008],
    ["an unknown type", { type: "poll", poll: {} }, 131051],
    [
      "four buttons",
      {
        type: "interactive",
        interactive: {
          type: "button",
          body: { text: "a" },
          action: { buttons: [1, 2, 3, 4].map((n) => ({ type: "reply", reply: { id: `${n}`, title: `${n}` } })) },
        },
      },
      131009,
    ],
    [
      "a button title over 20",
      {
        type: "interactive",
        interactive: {
          type: "button",
          body: { text: "a" },
          action: { buttons: [{ type: "reply", reply: { id: "1", title: "x".repeat(21) } }] },
        },
      },
      131009,
    ],
    [
      "two equal titles",
      {
        type: "interactive",
        interactive: {
          type: "button",
          body: { text: "a" },
          action: { buttons: ["1", "2"].map((id) => ({ type: "reply", reply: { id, title: "Sí" } })) },
        },
      },
      131009,
    ],
    [
      "eleven rows",
      {
        type: "interactive",
        interactive: {
          type: "list",
          body: { text: "a" },
          action: {
            button: "Ver",
            sections: [0, 1].map((s) => ({
              title: `${s}`,
              rows: Array.from({ length: s ? 5 : 6 }, (_, n) => ({ id: `${s}${n}`, title: `${n}` })),
            })),
          },
        },
      },
      131009,
    ],
    [
      "a row title over 24",
      {
        type: "interactive",
        interactive: {
          type: "list",
          body: { text: "a" },
          action: { button: "Ver", sections: [{ rows: [{ id: "1", title: "x".repeat(25) }] }] },
        },
      },
      131009,
    ],
    [
      "an interactive body over 1,024",
      {
        type: "interactive",
        interactive: {
          type: "button",
          body: { text: "x".repeat(1025) },
          action: { buttons: [{ type: "reply", reply: { id: "1", title: "a" } }] },
        },
      },
      131009,
    ],
    ["a media id nobody uploaded", { type: "image", image: { id: "1" } }, 100],
  ])("[C105] refuses %s", async (_label, message, code) => {
    await opened();
    const answer = await bench.send({ to: ROSA, ...message });
    expect(answer.body.error?.code).toBe(code);
    expect(bench.meta.world.messages.all().filter(({ direction }) => direction === "out")).toHaveLength(0);
  });

  test("[C47] a wrong token is 190, an unknown number is 100, and both are Graph errors", async () => {
    const wrong = await bench.graph("POST", `${NUMBER}/messages`, {}, "other");
    expect([wrong.status, wrong.body.error?.code]).toEqual([401, 190]);
    const unknown = await bench.graph("POST", "999/messages", {});
    expect([unknown.status, unknown.body.error?.code]).toEqual([400, 100]);
    expect(unknown.body.error).toMatchObject({ type: "OAuthException", fbtrace_id: expect.any(String) });
  });

  test("[C47] a number without WhatsApp is accepted and then fails with 131026", async () => {
    const answer = await bench.text("+1 999 555 0100", "hola");
    expect(answer.status).toBe(200);
    await bench.receiver.until(() => statusesIn(bench.values()).length === 1);
    expect(statusesIn(bench.values())[0]).toMatchObject({ status: "failed", errors: [{ code: 131026 }] });
  });

  test("[C28] Mexico's old 1 is optional, Argentina's 9 is not", async () => {
    await bench.write("rosa-medina", { type: "text", text: "hola" });
    await bench.write("martin-sosa", { type: "text", text: "che" });
    const mexico = await bench.text("525555500301", "hola");
    expect(mexico.body.contacts).toMatchObject([{ wa_id: "5215555500301" }]);
    const argentina = await bench.text("541155500401", "hola");
    await bench.receiver.until(() => statusesIn(bench.values()).some(({ status }) => status === "failed"));
    const [failed] = statusesIn(bench.values()).filter(({ status }) => status === "failed");
    expect(failed?.id).toBe((argentina.body.messages as { id: string }[])[0]?.id);
  });

  test("[C45] marking read with the typing indicator reaches the phone; a foreign id is refused", async () => {
    const id = await opened();
    const read = await bench.send({ status: "read", message_id: id, typing_indicator: { type: "text" } });
    expect(read.body).toEqual({ success: true });
    expect(bench.meta.world.messages.get(id)?.isReadByBusiness).toBe(true);
    expect(bench.meta.world.threads.get(`${NUMBER}|rosa-pena`)?.typingUntil).toBeGreaterThan(Date.now());
    expect((await bench.send({ status: "read", message_id: "wamid.other" })).body.error?.code).toBe(131009);
  });
});

describe("media", () => {
  test("[C29] upload, look-up and download need the token, and the address dies after five minutes", async () => {
    const form = new FormData();
    form.set("messaging_product", "whatsapp");
    form.set("type", "image/png");
    form.set("file", new File([new Uint8Array([1, 2, 3])], "a.png", { type: "image/png" }));
    const headers = { authorization: "Bearer local-token" };
    const uploaded = (await (
      await fetch(`${bench.meta.url}/v21.0/${NUMBER}/media`, { method: "POST", body: form, headers })
    ).json()) as { id: string };
    const { body } = await bench.graph("GET", uploaded.id);
    expect(body).toMatchObject({ mime_type: "image/png", file_size: 3, id: uploaded.id });
    const bytes = await fetch(String(body.url), { headers });
    expect(new Uint8Array(await bytes.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
    expect((await fetch(String(body.url))).status).toBe(401);
    bench.clock.advance(5 * 60_000 + 1_000);
    expect((await fetch(String(body.url), { headers })).status).toBe(400);
  });

  test("[C29] a customer's photo carries an id that can be downloaded", async () => {
    await bench.write("rosa-pena", { type: "image", base64: "data:image/png;base64,AQID", caption: "esta" });
    await bench.receiver.until((all) => all.length === 1);
    const [message] = messagesIn(bench.values()) as { image: { id: string; mime_type: string; caption: string } }[];
    expect(message?.image).toMatchObject({ mime_type: "image/png", caption: "esta" });
    expect((await bench.graph("GET", message?.image.id ?? "")).body.file_size).toBe(3);
  });
});
