import fs from "node:fs";
import path from "node:path";
import { expect } from "@playwright/test";

export const baseUrl = process.env.E2E_BASE_URL ?? "http://localhost:3000";
const consoleUrl = process.env.E2E_CONSOLE_URL ?? "http://localhost:3100";
const metaUrl = process.env.E2E_META_URL ?? "http://localhost:3103";
export const home = path.resolve(process.env.MOSTRADOR_HOME ?? ".local");

export const chacao = "100000000000101";
export const business = "repuestos-el-cardon";
export const story = { sku: "PD-COR19-BRE", question: "hola tienen pastillas de freno pal corolla 2015?" };

/** A value nobody used before, so that a second run meets nothing of the first. */
export const unique = (): string => `${Date.now().toString(36)}${Math.floor(Math.random() * 1_296).toString(36)}`;

async function ask<T>(method: string, url: string, body?: unknown): Promise<T> {
  const answer = await fetch(url, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

export interface PhoneMessage {
  id: string;
  number: string;
  direction: "in" | "out";
  at: string;
  text: string;
  options: { id: string; title: string; kind: string; url?: string }[];
}

/** One person's WhatsApp, as the console drives it. */
export function phone(persona: string) {
  const path = `${consoleUrl}/api/phones/${persona}/messages`;
  /** All their chats with the business when no number is named. */
  const read = async (number: string | null, after = "") => {
    const query = new URLSearchParams({ after, ...(number ? { number } : {}) });
    return (await ask<{ messages: PhoneMessage[] }>("GET", `${path}?${query}`)).messages;
  };
  return {
    read,
    write: async (number: string, text: string) =>
      (await ask<{ message: PhoneMessage }>("POST", path, { number, type: "text", text })).message,
    tap: async (message: PhoneMessage, id: string) =>
      (
        await ask<{ message: PhoneMessage }>("POST", path, {
          number: message.number,
          type: "button",
          message_id: message.id,
          id,
        })
      ).message,
    /** Waits for a message of the business after that one whose text matches. */
    async hears(number: string | null, after: string, pattern: RegExp, timeout = 30_000): Promise<PhoneMessage> {
      let heard: PhoneMessage | undefined;
      await expect
        .poll(
          async () => {
            const all = await read(number, after);
            heard = all.find(({ direction, text }) => direction === "out" && pattern.test(text));
            return heard?.text ?? all.map(({ direction, text }) => `${direction}: ${text}`).join("\n");
          },
          { timeout, intervals: [100] },
        )
        .toMatch(pattern);
      if (!heard) throw new Error(`nothing like ${pattern} arrived`);
      return heard;
    },
  };
}

/** Somebody who never wrote before. */
export async function newPersona(name: string): Promise<{ key: string; name: string; waId: string }> {
  const mark = unique();
  const waId = `58412${String(Date.now()).slice(-5)}${String(Math.floor(Math.random() * 100)).padStart(2, "0")}`;
  const persona = { key: `e2e-${mark}`, name: `${name} ${mark}`, country: "VE", wa_id: waId };
  await ask("POST", `${metaUrl}/__personas`, persona);
  return { key: persona.key, name: persona.name, waId };
}

export const fault = (provider: string, id: string, on = true, value?: number) =>
  ask("POST", `${consoleUrl}/api/faults`, { provider, id, on, ...(value === undefined ? {} : { value }) });
export const noFaults = () => ask("DELETE", `${consoleUrl}/api/faults`);

interface Run {
  status: string;
}
export const runningJobs = async (): Promise<number> => {
  const { runs } = await ask<{ runs: Run[] }>("GET", `${consoleUrl}/api/runs?limit=20`);
  return runs.filter(({ status }) => status.toLowerCase() === "running").length;
};

/** Ends one of the product's processes as a power cut would, and waits until another has taken its place and answers. */
export async function killed(name: "web" | "services" | "postgres"): Promise<void> {
  const file = path.join(home, "run", `${name}.pid`);
  const pid = () => Number(fs.readFileSync(file, "utf8"));
  const before = pid();
  process.kill(before, "SIGKILL");
  await expect.poll(pid, { timeout: 30_000, intervals: [50] }).not.toBe(before);
}

export async function answers(): Promise<void> {
  const status = () =>
    fetch(`${baseUrl}/readyz`).then(
      (answer) => answer.status,
      () => 0,
    );
  await expect.poll(status, { timeout: 60_000, intervals: [100] }).toBe(200);
}
