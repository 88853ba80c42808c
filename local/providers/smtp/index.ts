import { randomUUID } from "node:crypto";
import type { SimClock } from "@local/kit/clock";
import { controlApp } from "@local/kit/control";
import { createFaults, type FaultKind, type Faults } from "@local/kit/faults";
import { createSignal, listen, PortInUseError, sleep } from "@local/kit/http";
import { type Collection, openStore } from "@local/kit/store";
import type { Hono } from "hono";
import PostalMime, { type Address } from "postal-mime";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";

export type Mail = {
  id: string;
  at: number;
  messageId: string;
  from: string;
  /** The envelope's recipients: who would really get it, whatever the headers say. */
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers: { name: string; value: string }[];
  attachments: { filename: string; mime: string; size: number; base64: string }[];
};

export type MailSummary = Pick<Mail, "id" | "at" | "from" | "to" | "subject" | "messageId">;

export type SmtpSink = {
  port: number;
  url: string;
  httpPort: number;
  mails: Collection<Mail>;
  faults: Faults;
  onChange: (listener: () => void) => () => void;
  stop: () => Promise<void>;
};

const MAX_BYTES = 25 * 1024 * 1024;
const SLOW_MS = 8_000;

export const SMTP_FAULTS: readonly FaultKind[] = [
  { id: "smtp_busy", label: "Correo ocupado (421)", proves: "El correo se reintenta o sale por el segundo proveedor." },
  {
    id: "smtp_refuse",
    label: "Correo rechazado (550)",
    proves: "Una dirección que no existe queda marcada y no se insiste.",
  },
  { id: "smtp_slow", label: "Correo lento", proves: "Quien invita o cobra no espera al correo." },
];

/** Takes every mail and delivers none. `port: 0` and `httpPort: 0` take free ones. */
export async function startSmtp(options: {
  port: number;
  httpPort: number;
  dataDir: string;
  clock: SimClock;
}): Promise<SmtpSink> {
  const store = openStore(`${options.dataDir}/smtp.jsonl`);
  const signal = createSignal();
  const mails = store.collection<Mail>("mails");
  const faults = createFaults(SMTP_FAULTS, store, signal.emit);
  const refusal = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

  const server = new SMTPServer({
    authOptional: true,
    // Any user and password will do: there is nothing here to protect.
    onAuth: (_auth, _session, done) => done(null, { user: "local" }),
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    size: MAX_BYTES,
    onRcptTo: (_address, _session, done) =>
      done(faults.take("smtp_refuse") === undefined ? null : refusal(550, "No such user (fault)")),
    onData(stream, session, done) {
      const envelope = {
        from: session.envelope.mailFrom ? session.envelope.mailFrom.address : "",
        to: session.envelope.rcptTo.map(({ address }) => address),
      };
      receive(stream, envelope).then(
        () => done(),
        (cause: Error) => done(cause),
      );
    },
  });

  async function receive(stream: SMTPServerDataStream, envelope: { from: string; to: string[] }): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    if (stream.sizeExceeded) throw refusal(552, "Message exceeds the maximum size");
    if (faults.take("smtp_slow") !== undefined) await sleep(SLOW_MS);
    if (faults.take("smtp_busy") !== undefined) throw refusal(421, "Try again later (fault)");
    const parsed = await PostalMime.parse(Buffer.concat(chunks));
    const id = randomUUID();
    mails.put(id, {
      id,
      at: options.clock.now(),
      messageId: parsed.messageId ?? "",
      from: addressText(parsed.from) || envelope.from,
      to: envelope.to,
      subject: parsed.subject ?? "",
      text: parsed.text ?? "",
      html: parsed.html ?? "",
      headers: parsed.headers.map(({ key, value }) => ({ name: key, value })),
      attachments: parsed.attachments.map(({ filename, mimeType, content }) => {
        const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.from(content as ArrayBuffer);
        return {
          filename: filename ?? "adjunto",
          mime: mimeType,
          size: bytes.length,
          base64: bytes.toString("base64"),
        };
      }),
    });
    signal.emit();
  }

  const port = await listenSmtp(server, options.port);
  const http = await listen(routes(mails, faults, signal.emit), options.httpPort).catch(async (cause: unknown) => {
    await new Promise<void>((resolve) => server.close(resolve));
    throw cause;
  });
  return {
    port,
    url: http.url,
    httpPort: http.port,
    mails,
    faults,
    onChange: signal.on,
    async stop() {
      await new Promise<void>((resolve) => server.close(resolve));
      await http.stop();
      store.close();
    },
  };
}

function listenSmtp(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error) =>
      reject((cause as NodeJS.ErrnoException).code === "EADDRINUSE" ? new PortInUseError(port) : cause);
    server.once("error", failed);
    const raw = server.listen(port, "127.0.0.1", () => {
      server.off("error", failed);
      // A client that hangs up in the middle is the client's business.
      server.on("error", (cause) => console.error("smtp sink", cause.message));
      const address = raw.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

const addressText = (address: Address | undefined): string =>
  address?.address ? (address.name ? `${address.name} <${address.address}>` : address.address) : "";

export function mailSummaries(mails: Collection<Mail>, to?: string): MailSummary[] {
  return mails
    .all()
    .filter((mail) => !to || mail.to.includes(to))
    .map(({ id, at, from, to: recipients, subject, messageId }) => ({
      id,
      at,
      from,
      to: recipients,
      subject,
      messageId,
    }))
    .sort((a, b) => b.at - a.at);
}

function routes(mails: Collection<Mail>, faults: Faults, changed: () => void): Hono {
  const app = controlApp("the mailbox", faults);
  app.get("/mails", (c) => c.json({ mails: mailSummaries(mails, c.req.query("to")) }));
  app.get("/mails/:id", (c) => {
    const mail = mails.get(c.req.param("id"));
    return mail ? c.json({ mail }) : c.json({ error: "no such mail" }, 404);
  });
  app.get("/__books", (c) => {
    const seen = new Map<string, number>();
    for (const { messageId } of mails.all()) seen.set(messageId, (seen.get(messageId) ?? 0) + 1);
    const repeated = [...seen]
      .filter(([id, count]) => id && count > 1)
      .map(([messageId, count]) => ({ messageId, count }));
    return c.json({ totals: { received: mails.size() }, repeated, mails: mailSummaries(mails) });
  });
  app.post("/__reset", (c) => {
    for (const { id } of mails.all()) mails.delete(id);
    faults.clear();
    changed();
    return c.json({ ok: true });
  });
  return app;
}
