import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createBuckets } from "./limits";
import { priceOf } from "./pricing";
import { type Bench, hmac, messagesIn, NUMBER, startBench, statusesIn } from "./testing";

const ROSA = "584125550102";
const HOUR = 3_600_000;
let bench: Bench;

beforeEach(async () => {
  bench = await startBench({ pairBurst: 3, pairEveryMs: 6_000, perSecond: 80 });
});
afterEach(() => bench.stop());

const opened = () => bench.write("rosa-pena", { type: "text", text: "hola" });
const quote = (parameters: unknown[], name = "cotizacion_lista", code = "es") =>
  bench.send({
    to: ROSA,
    type: "template",
    template: {
      name,
      language: { code },
      components: [
        { type: "body", parameters },
        { type: "button", sub_type: "url", index: "1", parameters: [{ type: "text", text: "q/abc" }] },
      ],
    },
  });
const named = ["nombre", "folio", "total", "vence"].map((name) => ({
  type: "text",
  parameter_name: name,
  text: name.toUpperCase(),
}));

describe("window and limits", () => {
  test("[C43 C113] free text is 131047 before anybody wrote and 24 hours after the last time, and a template opens nothing", async () => {
    expect((await bench.text(ROSA, "hola")).body.error?.code).toBe(131047);
    await opened();
    expect((await bench.text(ROSA, "hola")).status).toBe(200);
    bench.clock.advance(24 * HOUR - 5_000);
    expect((await bench.text(ROSA, "hola")).status).toBe(200);
    bench.clock.advance(6_000);
    expect((await bench.text(ROSA, "hola")).body.error?.code).toBe(131047);
    expect((await quote(named)).status).toBe(200);
    expect((await bench.text(ROSA, "hola")).body.error?.code).toBe(131047);
  });

  test("[C41 C113] the pair limit is a burst and one more every six simulated seconds, for that pair only", async () => {
    bench.clock.freeze();
    await opened();
    await bench.write("ivan-prado", { type: "text", text: "hola" });
    const codes = [];
    for (let n = 0; n < 4; n += 1) codes.push((await bench.text(ROSA, `${n}`)).body.error?.code);
    expect(codes).toEqual([undefined, undefined, undefined, 131056]);
    expect((await bench.text("584165550103", "hola")).status).toBe(200);
    bench.clock.advance(6_000);
    expect((await bench.text(ROSA, "5")).status).toBe(200);
    expect((await bench.text(ROSA, "6")).body.error?.code).toBe(131056);
  });

  test("[C113] throughput is counted per number", () => {
    const bucket = createBuckets(80, 12.5);
    const taken = Array.from({ length: 100 }, () => bucket.take("a", 0)).filter(Boolean);
    expect(taken).toHaveLength(80);
    expect(bucket.take("b", 0)).toBe(true);
    expect(bucket.take("a", 13)).toBe(true);
  });

  test("[C44] replies inside the window are billed since October 2026", () => {
    expect(priceOf("service", "VE", Date.UTC(2026, 8, 30), true)).toMatchObject({
      micros: 0,
      pricing: { billable: false },
    });
    expect(priceOf("service", "VE", Date.UTC(2026, 9, 1), true).pricing.billable).toBe(true);
    expect(priceOf("marketing", "CO", Date.UTC(2026, 0, 1), true).micros).toBe(12_500);
  });
});

describe("templates", () => {
  test("[C103 C113] named or ordered parameters fit; anything else gets the code of its mismatch", async () => {
    expect((await quote(named)).body.messages).toMatchObject([{ message_status: "accepted" }]);
    expect((await quote(named.map(({ type, text }) => ({ type, text })))).status).toBe(200);
    expect((await quote(named.slice(1))).body.error?.code).toBe(132000);
    expect(
      (await quote([...named.slice(1), { type: "text", parameter_name: "otro", text: "x" }])).body.error?.code,
    ).toBe(132012);
    expect((await quote(named, "cotizacion_lista", "pt_BR")).body.error?.code).toBe(132001);
    expect((await quote(named.map((one) => ({ ...one, text: "a\nb" })))).body.error?.code).toBe(132007);
  });

  test("[C112] a new template is reviewed, announced by webhook, usable, and paused on request", async () => {
    const created = await bench.graph("POST", "waba-1/message_templates", {
      name: "saludo",
      language: "es",
      category: "UTILITY",
      components: [{ type: "BODY", text: "Hola {{1}}, gracias." }],
    });
    expect(created.body).toMatchObject({ status: "PENDING", category: "UTILITY" });
    const send = () =>
      bench.send({
        to: ROSA,
        type: "template",
        template: {
          name: "saludo",
          language: { code: "es" },
          components: [{ type: "body", parameters: [{ type: "text", text: "Rosa" }] }],
        },
      });
    expect((await send()).body.error?.code).toBe(132001);
    await bench.receiver.until(() => bench.values("message_template_status_update").length === 1);
    expect(bench.values("message_template_status_update")[0]).toMatchObject({
      event: "APPROVED",
      message_template_name: "saludo",
    });
    expect((await send()).status).toBe(200);
    await bench.control(`/__templates/${String(created.body.id)}/review`, { status: "PAUSED" });
    expect((await send()).body.error?.code).toBe(132015);
  });

  test("[C112] a review cut short by a stop is finished after the start", async () => {
    const components = [{ type: "BODY", text: "Hola {{1}}, gracias." }];
    const template = { name: "otra", language: "es", category: "UTILITY", components };
    await bench.graph("POST", "waba-1/message_templates", template);
    await bench.restart();
    const { body } = await bench.graph("GET", "waba-1/message_templates?name=otra");
    expect(body.data).toMatchObject([{ name: "otra", status: "APPROVED" }]);
  });

  test("[C105] a quick reply of a template comes back as a button with its payload", async () => {
    const sent = await bench.send({
      to: "584145550101",
      type: "template",
      template: {
        name: "aprobar_traslado",
        language: { code: "es" },
        components: [
          {
            type: "body",
            parameters: ["cantidad", "producto", "origen", "destino", "ahorro"].map((name) => ({
              type: "text",
              parameter_name: name,
              text: name,
            })),
          },
          {
            type: "button",
            sub_type: "quick_reply",
            index: "0",
            parameters: [{ type: "payload", payload: "approve:42" }],
          },
        ],
      },
    });
    const [{ id }] = sent.body.messages as [{ id: string }];
    await bench.write("marisol-rivas", { type: "button", message_id: id, id: "Aprobar" });
    await bench.receiver.until(() => messagesIn(bench.values()).length === 1);
    expect(messagesIn(bench.values())[0]).toMatchObject({
      type: "button",
      button: { payload: "approve:42", text: "Aprobar" },
      context: { id },
    });
  });
});

describe("faults", () => {
  const fault = (id: string, extra: Record<string, unknown> = {}) => bench.control("/__faults", { id, ...extra });

  test("[C115] duplicates repeat the same bytes", async () => {
    await fault("duplicate", { value: 4 });
    await opened();
    const all = await bench.receiver.until((received) => received.length === 4);
    expect(new Set(all.map(({ body }) => body)).size).toBe(1);
  });

  test("[C115] reordering turns a burst around", async () => {
    await fault("reorder");
    for (const text of ["1", "2", "3"]) await bench.write("rosa-pena", { type: "text", text });
    await bench.receiver.until((received) => received.length === 3);
    const order = messagesIn(bench.values()).map(({ text }) => (text as { body: string }).body);
    expect(order).not.toEqual(["1", "2", "3"]);
    expect([...order].sort()).toEqual(["1", "2", "3"]);
  });

  test("[C115] a delay waits for the simulated clock", async () => {
    await fault("delay", { value: 600, times: 1 });
    await opened();
    expect(await bench.meta.world.deliveries.settled(400)).toBe(false);
    bench.clock.advance(600_000);
    await bench.receiver.until((received) => received.length === 1);
  });

  test("[C20 C115] one envelope may hold two businesses", async () => {
    await fault("batch");
    await opened();
    await bench.write("camila-torres", { type: "text", text: "buenas" }, "Mariposa");
    await bench.receiver.until((received) => received.length === 1);
    const { entry } = JSON.parse(bench.receiver.received[0]?.body ?? "{}") as { entry: { id: string }[] };
    expect(entry.map(({ id }) => id)).toEqual(["waba-1", "waba-2"]);
    expect(bench.receiver.received[0]?.headers["x-hub-signature-256"]).toBe(
      hmac(bench.receiver.received[0]?.body ?? ""),
    );
  });

  test("[C17 C115] a forged signature and a cut body come first, the real one after", async () => {
    await fault("bad_signature", { times: 1 });
    await opened();
    const [forged, real] = await bench.receiver.until((received) => received.length === 2);
    expect(forged?.headers["x-hub-signature-256"]).not.toBe(hmac(forged?.body ?? ""));
    expect(real?.headers["x-hub-signature-256"]).toBe(hmac(real?.body ?? ""));
    await fault("truncated", { times: 1 });
    await opened();
    const all = await bench.receiver.until((received) => received.length === 4);
    expect(all[2]?.headers["x-hub-signature-256"]).not.toBe(hmac(all[2]?.body ?? ""));
    expect(all[2]?.body.length).toBeLessThan(all[3]?.body.length ?? 0);
  });

  test("[C22 C115] statuses may overtake the answer", async () => {
    await opened();
    await fault("status_first");
    await bench.text(ROSA, "hola", { biz_opaque_callback_data: "k" });
    expect(statusesIn(bench.values()).map(({ status }) => status)).toEqual(["sent", "delivered"]);
  });

  test("[C38 C115] timing out before accepting sends nothing, after accepting sends once", async () => {
    await opened();
    const impatient = () =>
      fetch(`${bench.meta.url}/v21.0/${NUMBER}/messages`, {
        method: "POST",
        headers: { authorization: "Bearer local-token", "content-type": "application/json" },
        body: JSON.stringify({ messaging_product: "whatsapp", to: ROSA, type: "text", text: { body: "hola" } }),
        signal: AbortSignal.timeout(300),
      });
    const accepted = () => bench.meta.world.messages.all().filter(({ direction }) => direction === "out").length;
    await fault("timeout_before", { times: 1 });
    await expect(impatient()).rejects.toThrow();
    expect(accepted()).toBe(0);
    await fault("timeout_after", { times: 1 });
    await expect(impatient()).rejects.toThrow();
    expect(accepted()).toBe(1);
    await bench.receiver.until(() => statusesIn(bench.values()).length >= 2);
  });

  test.each([131047, 131056, 130429, 131049, 131026, 131053, 131016, 190, 131031, 132001, 132015, 100])(
    "[C47 C115] answers %i on demand, once",
    async (code) => {
      await opened();
      await fault("error", { value: code, times: 1 });
      const refused = await bench.text(ROSA, "hola");
      expect(refused.body.error?.code).toBe(code);
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expect((await bench.text(ROSA, "hola")).status).toBe(200);
    },
  );

  test("[C115] a fault of one number leaves the others alone, an unknown fault is refused by name", async () => {
    await opened();
    await fault("token_revoked", { scope: "400500600" });
    expect((await bench.text(ROSA, "hola")).status).toBe(200);
    expect((await bench.graph("POST", "400500600/messages", {})).body.error).toMatchObject({ code: 190 });
    expect((await fault("nonsense")).status).toBe(422);
  });
});

describe("memory", () => {
  test("[C116 I2] books, pending webhooks, windows and faults survive a restart", async () => {
    bench.receiver.answers.push(...Array.from({ length: 50 }, () => 503));
    const id = await opened();
    const { body } = await bench.text(ROSA, "hola", { biz_opaque_callback_data: "k1" });
    await bench.control("/__faults", { id: "slow", value: 200 });
    await bench.restart();
    const books = (await (await fetch(`${bench.meta.url}/__books`)).json()) as {
      in: { id: string }[];
      out: { id: string; opaque: string }[];
      repeated_keys: unknown[];
    };
    expect(books.in.map((message) => message.id)).toEqual([id]);
    expect(books.out).toMatchObject([{ id: (body.messages as { id: string }[])[0]?.id, opaque: "k1" }]);
    expect(books.repeated_keys).toEqual([]);
    expect(bench.meta.world.faults.active("slow")).toBe(200);
    bench.receiver.answers.length = 0;
    await bench.receiver.until(() => messagesIn(bench.values()).some((message) => message.id === id), 20_000);
    await bench.receiver.until(() => statusesIn(bench.values()).some(({ status }) => status === "read"), 20_000);
    expect((await bench.text(ROSA, "sigo aquí")).status).toBe(200);
  }, 45_000);
});
