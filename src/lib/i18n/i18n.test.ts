import { describe, expect, test } from "vitest";
import { createTranslate, type MessageKey, messagesFor, preferredLanguage } from ".";
import type { Message } from "./message";
import { voseo } from "./messages/voseo";

const flat = (locale: "es" | "en") =>
  Object.entries(messagesFor(locale)).flatMap(([area, messages]) =>
    Object.entries(messages).map(([name, message]) => [`${area}.${name}`, message] as const),
  );
const textsOf = (message: Message) => (typeof message === "string" ? [message] : [message.one, message.other]);
const namesIn = (message: Message) =>
  [...new Set(textsOf(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)))].sort();

describe("translate", () => {
  const es = createTranslate(messagesFor("es"), "VE");
  const en = createTranslate(messagesFor("en"), "MX");
  test("[P27] one and many, with the country's digits", () => {
    expect(es("common.newItems", { count: 1 })).toBe("1 nuevo");
    expect(es("common.newItems", { count: 1284 })).toBe("1.284 nuevos");
    expect(en("common.newItems", { count: 1284 })).toBe("1,284 new");
  });
  test("[P27] values go where the text names them", () => {
    expect(es("common.noResults", { query: "bujía" })).toBe("Nada coincide con «bujía»");
  });
  test("[P27] an island whose provider forgot an area fails loudly", () => {
    expect(() => createTranslate({ common: {} })("common.save")).toThrow(/common\.save/);
  });
  test("[P27] Argentina is spoken to with vos, and falls back to the shared text", () => {
    const ar = createTranslate(messagesFor("es-AR"), "AR");
    expect(ar("auth.signUpTitle")).toBe("Creá tu negocio");
    expect(ar("common.save")).toBe("Guardar");
    expect(es("auth.signUpTitle")).toBe("Crea tu negocio");
  });
});

describe("texts", () => {
  const english = new Map<string, Message>(flat("en"));
  const keys = new Set(flat("es").map(([key]) => key));
  test("[P27] both languages name the same values in every text", () => {
    const uneven = flat("es").filter(
      ([key, message]) => String(namesIn(message)) !== String(namesIn(english.get(key) ?? "")),
    );
    expect(uneven.map(([key]) => key)).toEqual([]);
    expect(keys.size).toBeGreaterThan(200);
  });
  test("[P27] voseo overrides texts that exist and keeps their values", () => {
    const spanish = new Map<string, Message>(flat("es"));
    const wrong = Object.entries(voseo).filter(
      ([key, text]) => !spanish.has(key) || String(namesIn(text)) !== String(namesIn(spanish.get(key) ?? "")),
    );
    expect(wrong).toEqual([]);
  });
  test("[P27] the voice: no shouting, no courtesy padding, no blame", () => {
    const banned =
      /[!¡]|por favor|exitosamente|inválid|algo salió mal|please|successfully|invalid|something went wrong/i;
    const offenders = [...flat("es"), ...flat("en")].filter(([, message]) =>
      textsOf(message).some((t) => banned.test(t)),
    );
    expect(offenders).toEqual([]);
  });
  test("[P27] every refusal says what happened, what is safe and what to do", () => {
    const short = [...flat("es"), ...flat("en")].filter(
      ([key, message]) => key.startsWith("errors.") && textsOf(message).some((text) => text.split(/[.:] /).length < 2),
    );
    expect(short.map(([key]) => key)).toEqual([]);
  });
});

test.each([
  ["es-VE,es;q=0.9,en;q=0.8", "es"],
  ["en-US,en;q=0.9", "en"],
  ["fr-FR,en;q=0.5,es;q=0.8", "es"],
  ["de", "es"],
  ["en;q=0", "es"],
  [null, "es"],
])("[P27] a browser asking for %s reads %s", (header, expected) => {
  expect(preferredLanguage(header)).toBe(expected);
});

test("[P27] keys and values are checked by the compiler", () => {
  const t = createTranslate(messagesFor("es"));
  // @ts-expect-error a key that does not exist
  const missing: MessageKey = "common.nope";
  // @ts-expect-error a value the text needs
  expect(t("common.noResults")).toContain("{query}");
  expect(missing).toBe("common.nope");
});
