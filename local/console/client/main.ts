import type { PersonaView } from "../view";
import { day, fill, h, hour, icon } from "./dom";
import { renderPanel, TABS } from "./panels";
import { avatar, renderPhone } from "./phone";
import { call, type Run, type State, type Tab, ui } from "./state";

const RUNS_EVERY_MS = 2_000;
const CLOCK_EVERY_MS = 1_000;
const HOUR_MS = 3_600_000;
const RECONNECT_MS = 1_000;

let state: State | undefined;
let isLoading = false;
let isStale = false;

const byId = (id: string) => document.getElementById(id) as HTMLElement;

function show(view: string): void {
  document.body.dataset.view = view;
  renderDock();
}

let toastTimer = 0;
function fail(error: unknown): void {
  const toast = byId("toast");
  toast.textContent = error instanceof Error ? error.message : String(error);
  toast.dataset.on = "1";
  window.clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => delete toast.dataset.on, 5_000);
}

/** Reads everything again; calls during a read become one more read at its end. */
function refresh(): void {
  if (isLoading) {
    isStale = true;
    return;
  }
  isLoading = true;
  void load().finally(() => {
    isLoading = false;
    if (!isStale) return;
    isStale = false;
    refresh();
  });
}

async function load(): Promise<void> {
  try {
    const query = new URLSearchParams({ persona: ui.persona, number: ui.number });
    state = await call<State>("GET", `/api/state?${query}`);
    choose(state);
    render(state);
    seen(state);
  } catch (error) {
    fail(error);
  }
}

/** The first chat shown is one that has something to say, else Rosa's. */
function choose({ personas, numbers }: State): void {
  if (!ui.persona) ui.persona = personas.find(({ key }) => key === "rosa-pena")?.key ?? personas[0]?.key ?? "";
  const isKnown = numbers.some(({ id }) => id === ui.number);
  if (isKnown || numbers.length === 0) return;
  const persona = personas.find(({ key }) => key === ui.persona);
  ui.number = numberFor(persona, numbers);
  isStale = true;
}

/** The number of the business this person deals with, by the words both names share. */
function numberFor(persona: PersonaView | undefined, numbers: State["numbers"]): string {
  const words = (persona?.business ?? "").split(" ").filter((word) => word.length > 3);
  return (numbers.find(({ label }) => words.some((word) => label.includes(word))) ?? numbers[0])?.id ?? "";
}

function seen({ thread, personas }: State): void {
  const persona = personas.find(({ key }) => key === thread?.persona);
  if (document.hidden || !thread || !persona?.hasReadReceipts || !persona.unread[thread.number]) return;
  void call("POST", `/api/phones/${persona.key}/seen`, { number: thread.number }).catch(fail);
}

function pick(key: string): void {
  const persona = state?.personas.find((one) => one.key === key);
  if (!state || !persona) return;
  ui.persona = key;
  const waiting = Object.keys(persona.unread)[0];
  ui.number = waiting ?? numberFor(persona, state.numbers);
  show("phone");
  render(state);
  refresh();
}

function render(current: State): void {
  renderClock(current);
  renderPeople(current);
  renderPhone(current, { refresh, fail, show });
  renderTabs(current);
  renderPanel(current, { refresh, fail });
  renderDock();
}

function renderClock({ clock }: State): void {
  const advance = (hours: number) => void call("POST", "/api/clock/advance", { hours }).then(refresh, fail);
  const freeze = () => void call("POST", "/api/clock/freeze", { on: !clock.isFrozen }).then(refresh, fail);
  fill(
    byId("clock"),
    h("span", { class: "now num", id: "now" }, nowText()),
    h("button", { type: "button", onclick: () => advance(1) }, "+1 h"),
    h("button", { type: "button", onclick: () => advance(24) }, "+1 día"),
    h(
      "button",
      { type: "button", class: "freeze", "aria-pressed": clock.isFrozen ? "true" : "false", onclick: freeze },
      clock.isFrozen ? "Reanudar" : "Congelar",
    ),
  );
}

function nowText(): string {
  if (!state) return "";
  const { now, offsetMs, isFrozen } = state.clock;
  const shown = isFrozen ? now : new Date(Date.now() + offsetMs).toISOString();
  const hours = Math.round(offsetMs / HOUR_MS);
  const ahead = hours === 0 ? "" : Math.abs(hours) < 48 ? ` (+${hours} h)` : ` (+${Math.round(hours / 24)} d)`;
  return `${day(shown)} ${hour(shown)}${ahead}`;
}

function renderPeople({ personas }: State): void {
  const businesses = [...new Set(personas.map(({ business }) => business))];
  fill(
    byId("people"),
    ...businesses.flatMap((business) => [
      h("h2", {}, business || "Otros"),
      ...personas
        .filter((persona) => persona.business === business)
        .map((persona) => {
          const unread = Object.values(persona.unread).reduce((sum, count) => sum + count, 0);
          return h(
            "button",
            {
              type: "button",
              class: "person",
              "data-id": persona.key,
              "aria-current": persona.key === ui.persona ? "true" : undefined,
              onclick: () => pick(persona.key),
            },
            avatar(persona),
            h(
              "span",
              { class: "who" },
              h("strong", {}, persona.name),
              h("span", {}, persona.last ? persona.last.text : persona.about),
            ),
            h(
              "span",
              { class: "side-info" },
              persona.last && h("span", { class: "num" }, hour(persona.last.at)),
              unread > 0 && h("span", { class: "count num", "aria-label": `${unread} sin leer` }, unread),
            ),
          );
        }),
    ]),
  );
}

function count(tab: Tab, current: State): number {
  if (tab === "faults") return current.faults.filter(({ on }) => on).length;
  if (tab === "checkouts") return current.checkouts.filter(({ status }) => status === "open").length;
  return tab === "mails" ? current.mails.length : ui.runs.filter(({ status }) => status === "failed").length;
}

function selectTab(tab: Tab): void {
  ui.tab = tab;
  if (state) render(state);
}

function renderTabs(current: State): void {
  fill(
    byId("tabs"),
    ...TABS.map(({ id, label }) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${id}`,
          "aria-selected": ui.tab === id ? "true" : "false",
          "aria-controls": "panel",
          onclick: () => selectTab(id),
        },
        label,
        count(id, current) > 0 && h("span", { class: "count num" }, count(id, current)),
      ),
    ),
  );
  byId("panel").setAttribute("aria-labelledby", `tab-${ui.tab}`);
}

function renderDock(): void {
  const view = document.body.dataset.view ?? "phone";
  const item = (label: string, name: string, isOn: boolean, act: () => void) =>
    h("button", { type: "button", "aria-current": isOn ? "true" : undefined, onclick: act }, icon(name), label);
  fill(
    byId("dock"),
    item("Teléfonos", "phone", view !== "side", () => show(view === "phone" ? "people" : "phone")),
    ...TABS.map(({ id, label, icon: name }) =>
      item(label, name, view === "side" && ui.tab === id, () => {
        selectTab(id);
        show("side");
      }),
    ),
  );
}

/** 1–9 picks a phone, as long as nobody is typing. */
document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  const persona = state?.personas[Number(event.key) - 1];
  if (persona) pick(persona.key);
});

function listen(): void {
  const source = new EventSource("/api/changes");
  source.addEventListener("changed", refresh);
  source.addEventListener("ping", refresh);
  source.onerror = () => {
    source.close();
    window.setTimeout(listen, RECONNECT_MS);
  };
}

async function loadRuns(): Promise<void> {
  if (document.hidden) return;
  try {
    const { runs, isRunning } = await call<{ runs: Run[]; isRunning: boolean }>("GET", "/api/runs?limit=50");
    ui.runs = runs;
    ui.areRunsThere = isRunning;
    if (state) render(state);
  } catch (error) {
    ui.areRunsThere = false;
    fail(error);
  }
}

window.setInterval(() => {
  const now = document.getElementById("now");
  if (now) now.textContent = nowText();
}, CLOCK_EVERY_MS);
window.setInterval(() => void loadRuns(), RUNS_EVERY_MS);
refresh();
void loadRuns();
listen();
