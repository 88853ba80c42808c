import { createClock } from "@local/kit/clock";
import { PortInUseError } from "@local/kit/http";
import { temporaryFolder } from "@local/kit/testing";
import { createTransport } from "nodemailer";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Mail, type SmtpSink, startSmtp } from "./index";

let sink: SmtpSink;
let folder: ReturnType<typeof temporaryFolder>;
const clock = createClock();
const start = async () => {
  sink = await startSmtp({ port: 0, httpPort: 0, dataDir: folder.path, clock });
};
const send = (extra: Record<string, unknown> = {}) =>
  createTransport({ host: "127.0.0.1", port: sink.port, auth: { user: "a", pass: "b" } }).sendMail({
    from: "Mostrador <hola@mostrador.test>",
    to: "marisol@elcardon.test",
    bcc: "copia@elcardon.test",
    subject: "Invitación a Repuestos El Cardón ñ",
    text: "Entra aquí: http://127.0.0.1/x",
    html: "<p>Entra</p>",
    attachments: [{ filename: "a.txt", content: "hola" }],
    ...extra,
  });

beforeEach(async () => {
  folder = temporaryFolder();
  await start();
});
afterEach(async () => {
  await sink.stop();
  folder.remove();
});

test("[T16] a mail is kept with the envelope's recipients, and can be listed and read", async () => {
  await send();
  const { mails } = (await (await fetch(`${sink.url}/mails?to=copia@elcardon.test`)).json()) as {
    mails: { id: string }[];
  };
  const { mail } = (await (await fetch(`${sink.url}/mails/${mails[0]?.id}`)).json()) as { mail: Mail };
  expect(mail).toMatchObject({
    from: "Mostrador <hola@mostrador.test>",
    to: ["marisol@elcardon.test", "copia@elcardon.test"],
    subject: "Invitación a Repuestos El Cardón ñ",
    text: expect.stringContaining("Entra aquí"),
  });
  expect(mail.attachments).toMatchObject([{ filename: "a.txt", size: 4 }]);
});

test("[I2] the books show a mail sent twice under one id, and survive a restart", async () => {
  await send({ messageId: "<m1@mostrador.test>" });
  await send({ messageId: "<m1@mostrador.test>" });
  await sink.stop();
  await start();
  const books = (await (await fetch(`${sink.url}/__books`)).json()) as Record<string, unknown>;
  expect(books).toMatchObject({ totals: { received: 2 }, repeated: [{ messageId: "<m1@mostrador.test>", count: 2 }] });
});

test.each([
  ["smtp_busy", 421],
  ["smtp_refuse", 550],
])("the fault %s answers %i once", async (id, code) => {
  await fetch(`${sink.url}/__faults`, { method: "POST", body: JSON.stringify({ id, times: 1 }) });
  await expect(send({ bcc: undefined })).rejects.toMatchObject({ responseCode: code });
  await send();
  expect(sink.mails.size()).toBe(1);
});

test("a taken port is named", async () => {
  const taken = startSmtp({ port: sink.port, httpPort: 0, dataDir: `${folder.path}/other`, clock });
  await expect(taken).rejects.toBeInstanceOf(PortInUseError);
});
