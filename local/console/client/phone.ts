import type { MessageView, Option, PersonaView } from "../view";
import { day, fill, h, hour, icon } from "./dom";
import { call, type State, ui } from "./state";

type Hooks = { refresh: () => void; fail: (error: unknown) => void; show: (view: string) => void };

const host = () => document.getElementById("phone") as HTMLElement;
let shownChat = "";
let shownSignature = "";

const initials = (name: string) =>
  name
    .replace(/[^\p{L}\p{N} ]/gu, "")
    .split(" ")
    .filter(Boolean)
    .slice(0, 2)
    .map((part) => part[0]?.toUpperCase())
    .join("") || "·";

/** A hue per business, so that the same shop's people look alike. */
const HUES: Record<string, number> = {
  "Repuestos El Cardón": 165,
  "Café Mariposa": 62,
  "Clínica Aurora": 245,
  "Barbería Don Tito": 25,
};

export function avatar(persona: PersonaView): HTMLElement {
  return h(
    "span",
    { class: "avatar", style: `--hue:${HUES[persona.business] ?? 300}`, "aria-hidden": "true" },
    initials(persona.name),
  );
}

export function renderPhone(state: State, hooks: Hooks): void {
  const persona = state.personas.find(({ key }) => key === ui.persona);
  if (!persona) return;
  const chat = `${ui.persona}|${ui.number}`;
  if (chat !== shownChat || !host().querySelector(".chat")) {
    shownChat = chat;
    shownSignature = "";
    fill(
      host(),
      h("div", { class: "bar", id: "bar" }),
      h("div", {
        class: "chat",
        id: "chat",
        tabindex: "0",
        role: "log",
        "aria-label": `Conversación de ${persona.name}`,
      }),
      composer(persona, state, hooks),
    );
  }
  fill(document.getElementById("bar") as HTMLElement, ...bar(persona, state, hooks));
  const thread = state.thread?.persona === ui.persona && state.thread.number === ui.number ? state.thread : undefined;
  const signature = JSON.stringify([thread?.messages, thread?.isTyping, ui.openList, state.numbers.length]);
  if (signature === shownSignature) return;
  shownSignature = signature;
  const log = document.getElementById("chat") as HTMLElement;
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80 || log.childElementCount === 0;
  fill(
    log,
    ...bubbles(thread?.messages ?? [], persona, state, hooks),
    thread?.isTyping && h("p", { class: "typing" }, "escribiendo…"),
  );
  wasAtEnd = isAtEnd;
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

let wasAtEnd = true;

/** A photo has no height until it is here: who was reading the end still is. */
function keepAtEnd(): void {
  const log = document.getElementById("chat");
  if (log && wasAtEnd) log.scrollTop = log.scrollHeight;
}

function bar(persona: PersonaView, state: State, hooks: Hooks): HTMLElement[] {
  const ends = state.thread?.windowEndsAt;
  const left = ends ? new Date(ends).getTime() - new Date(state.clock.now).getTime() : 0;
  const hours = Math.floor(left / 3_600_000);
  const windowText =
    left > 0
      ? `Ventana abierta: ${hours > 0 ? `${hours} h` : `${Math.max(1, Math.floor(left / 60_000))} min`}`
      : "Ventana cerrada";
  const select = h(
    "select",
    {
      "aria-label": "Escribe al número",
      onchange: (event: Event) => pickNumber((event.target as HTMLSelectElement).value, hooks),
    },
    ...state.numbers.map(({ id, label, display }) =>
      h("option", { value: id, selected: id === ui.number }, `${label} · ${display}`),
    ),
  );
  return [
    h(
      "button",
      { class: "back", type: "button", "aria-label": "Ver clientes", onclick: () => hooks.show("people") },
      icon("back"),
    ),
    avatar(persona),
    h("div", { class: "who" }, h("strong", {}, persona.name), h("span", { class: "num" }, persona.handle)),
    h(
      "button",
      {
        class: "tool",
        type: "button",
        "data-id": persona.key,
        "aria-pressed": persona.isOffline ? "true" : "false",
        title: "Modo avión: lo enviado no llega hasta apagarlo",
        onclick: () =>
          void call("PATCH", `/api/phones/${persona.key}`, { isOffline: !persona.isOffline }).then(
            hooks.refresh,
            hooks.fail,
          ),
      },
      icon("plane"),
      h("span", { class: "hidden" }, "Modo avión"),
    ),
    h(
      "div",
      { class: "to" },
      state.numbers.length ? select : "",
      state.numbers.length ? h("span", { class: left > 0 ? "window" : "window shut" }, windowText) : "",
    ),
  ];
}

function pickNumber(number: string, hooks: Hooks): void {
  ui.number = number;
  hooks.refresh();
}

function bubbles(messages: MessageView[], persona: PersonaView, state: State, hooks: Hooks): HTMLElement[] {
  if (state.numbers.length === 0) {
    return [
      h(
        "div",
        { class: "empty" },
        h("h2", {}, "Todavía no hay números"),
        h("p", {}, "El producto registra los suyos al arrancar. En cuanto lo haga, aquí se puede escribir."),
      ),
    ];
  }
  if (messages.length === 0)
    return [
      h(
        "div",
        { class: "empty" },
        h("h2", {}, `${persona.name.split(" ")[0]} no ha escrito`),
        h("p", {}, persona.about),
      ),
    ];
  const out: HTMLElement[] = [];
  let lastDay = "";
  for (const message of messages) {
    const today = day(message.at);
    if (today !== lastDay) out.push(h("p", { class: "day" }, today));
    lastDay = today;
    out.push(bubble(message, messages, hooks));
  }
  return out;
}

function bubble(message: MessageView, all: MessageView[], hooks: Hooks): HTMLElement {
  const isMine = message.direction === "in";
  const quoted = message.quotes ? all.find(({ id }) => id === message.quotes) : undefined;
  return h(
    "article",
    { class: isMine ? "bubble mine" : "bubble", "data-id": message.id },
    quoted && h("p", { class: "quote" }, quoted.text || quoted.type),
    message.header && h("p", { class: "head" }, message.header),
    message.media && media(message),
    message.location && place(message),
    message.text && h("p", { class: "text" }, message.text),
    message.footer && h("p", { class: "foot" }, message.footer),
    h("p", { class: "meta" }, h("span", { class: "num" }, hour(message.at)), tick(message)),
    message.errorCode !== undefined &&
      message.status === "failed" &&
      h("p", { class: "failed" }, `No llegó (código ${message.errorCode})`),
    message.reaction && h("span", { class: "reaction" }, message.reaction),
    message.options.length > 0 && options(message, hooks),
  );
}

function media(message: MessageView): HTMLElement {
  const { url = "", mime = "", filename } = message.media ?? {};
  if (message.type === "image" || message.type === "sticker")
    return h("img", { class: "photo", src: url, alt: message.text || "Foto", onload: keepAtEnd });
  if (mime.startsWith("audio/")) return h("audio", { controls: true, src: url });
  return h(
    "a",
    { class: "file", href: url, target: "_blank", rel: "noreferrer" },
    icon("link"),
    filename ?? "Documento",
  );
}

function place(message: MessageView): HTMLElement {
  const { name, address, latitude, longitude } = message.location ?? { latitude: 0, longitude: 0 };
  return h(
    "p",
    { class: "place" },
    icon("pin"),
    h(
      "span",
      {},
      h("strong", {}, name ?? "Ubicación"),
      h("br"),
      address ?? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`,
    ),
  );
}

const TICKS: Record<MessageView["status"], [string, string]> = {
  pending: ["clock", "en camino"],
  sent: ["tick", "enviado"],
  delivered: ["ticks", "entregado"],
  read: ["ticks", "leído"],
  failed: ["alert", "no llegó"],
};

function tick({ status }: MessageView): HTMLElement {
  const [name, label] = TICKS[status];
  return h("span", { class: `tick ${status}`, title: label }, icon(name), h("span", { class: "hidden" }, label));
}

function options(message: MessageView, hooks: Hooks): HTMLElement {
  const tap = (option: Option) =>
    void call("POST", `/api/phones/${ui.persona}/messages`, {
      number: ui.number,
      type: option.kind === "row" ? "list" : "button",
      message_id: message.id,
      id: option.id,
    }).then(() => {
      ui.openList = "";
      hooks.refresh();
    }, hooks.fail);
  const button = (option: Option) =>
    option.kind === "link"
      ? h(
          "a",
          { class: "option", href: option.url ?? "#", target: "_blank", rel: "noreferrer" },
          icon("link"),
          option.title,
        )
      : h("button", { class: "option", type: "button", onclick: () => tap(option) }, option.title);
  if (!message.listButton) return h("div", { class: "options" }, ...message.options.map(button));
  const isOpen = ui.openList === message.id;
  const toggle = () => {
    ui.openList = isOpen ? "" : message.id;
    hooks.refresh();
  };
  const row = (option: Option) =>
    h(
      "button",
      { class: "row", type: "button", onclick: () => tap(option) },
      h("strong", {}, option.title),
      option.description && h("span", {}, option.description),
    );
  return h(
    "div",
    { class: "options" },
    h(
      "button",
      { class: "option", type: "button", "aria-expanded": isOpen ? "true" : "false", onclick: toggle },
      icon("list"),
      message.listButton,
    ),
    isOpen && h("div", { class: "rows" }, ...message.options.map(row)),
  );
}

function composer(persona: PersonaView, state: State, hooks: Hooks): HTMLElement {
  const write = (action: Record<string, unknown>) =>
    call("POST", `/api/phones/${persona.key}/messages`, { number: ui.number, ...action }).then(
      hooks.refresh,
      hooks.fail,
    );
  const input = h("textarea", {
    id: "draft",
    rows: "1",
    placeholder: "Mensaje",
    "aria-label": `Escribir como ${persona.name}`,
    autocomplete: "off",
  }) as HTMLTextAreaElement;
  const send = () => {
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    void write({ type: "text", text });
    input.focus();
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  const picker = h("input", {
    type: "file",
    accept: "image/png,image/jpeg",
    class: "hidden",
    tabindex: "-1",
    "aria-hidden": "true",
  }) as HTMLInputElement;
  picker.addEventListener("change", () => void attach(picker, write, hooks));
  const place = () =>
    void write({
      type: "location",
      latitude: 10.4961,
      longitude: -66.8532,
      name: "Plaza Altamira",
      address: "Av. Francisco de Miranda, Caracas",
    });
  const isReady = state.numbers.length > 0;
  return h(
    "div",
    { class: "composer", "data-id": persona.key },
    h(
      "div",
      { class: "hints" },
      ...persona.suggestions.map((text) =>
        h("button", { type: "button", disabled: !isReady, onclick: () => void write({ type: "text", text }) }, text),
      ),
    ),
    h(
      "form",
      {
        onsubmit: (event: Event) => {
          event.preventDefault();
          send();
        },
      },
      h(
        "button",
        { type: "button", class: "tool", title: "Enviar foto", disabled: !isReady, onclick: () => picker.click() },
        icon("photo"),
        h("span", { class: "hidden" }, "Enviar foto"),
      ),
      h(
        "button",
        { type: "button", class: "tool", title: "Enviar ubicación", disabled: !isReady, onclick: place },
        icon("pin"),
        h("span", { class: "hidden" }, "Enviar ubicación"),
      ),
      picker,
      input,
      h(
        "button",
        { type: "submit", class: "send", disabled: !isReady, title: "Enviar" },
        icon("send"),
        h("span", { class: "hidden" }, "Enviar"),
      ),
    ),
  );
}

async function attach(
  picker: HTMLInputElement,
  write: (action: Record<string, unknown>) => Promise<void>,
  hooks: Hooks,
): Promise<void> {
  const file = picker.files?.[0];
  picker.value = "";
  if (!file) return;
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    await write({ type: "image", base64: btoa(binary), mime: file.type });
  } catch (error) {
    hooks.fail(error);
  }
}
