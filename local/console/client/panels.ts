import type { FaultView } from "../faults";
import { day, fill, h, hour, icon } from "./dom";
import { type Checkout, call, type Mail, type Run, type State, type Tab, ui } from "./state";

type Hooks = { refresh: () => void; fail: (error: unknown) => void };

export const TABS: { id: Tab; label: string; icon: string }[] = [
  { id: "faults", label: "Fallas", icon: "bolt" },
  { id: "checkouts", label: "Cobros", icon: "card" },
  { id: "mails", label: "Correo", icon: "mail" },
  { id: "runs", label: "Tareas", icon: "gear" },
];

let shown = "";

export function renderPanel(state: State, hooks: Hooks): void {
  const host = document.getElementById("panel") as HTMLElement;
  const relevant = {
    faults: state.faults,
    checkouts: state.checkouts,
    mails: [state.mails, ui.mail?.id],
    runs: [ui.runs, ui.areRunsThere],
  }[ui.tab];
  const signature = JSON.stringify([ui.tab, relevant]);
  // A value being typed must not be taken from under the fingers.
  if (
    signature === shown ||
    (host.contains(document.activeElement) &&
      document.activeElement instanceof HTMLInputElement &&
      document.activeElement.type === "number")
  )
    return;
  shown = signature;
  const top = host.scrollTop;
  const build = { faults: faultsPanel, checkouts: checkoutsPanel, mails: mailsPanel, runs: runsPanel }[ui.tab];
  fill(host, ...build(state, hooks));
  host.scrollTop = top;
}

const PROVIDERS: Record<string, string> = {
  meta: "WhatsApp",
  stripe: "Pagos",
  smtp: "Correo",
  jobs: "Tareas",
  redis: "Caché",
};

function faultsPanel(state: State, hooks: Hooks): HTMLElement[] {
  const count = state.faults.filter(({ on }) => on).length;
  const clear = () => void call("DELETE", "/api/faults").then(hooks.refresh, hooks.fail);
  return [
    h(
      "div",
      { class: "lead" },
      h(
        "p",
        {},
        count === 0
          ? "Todo funciona. Enciende una falla y mira que el producto aguante."
          : count === 1
            ? "Hay 1 falla encendida."
            : `Hay ${count} fallas encendidas.`,
      ),
      count > 0 && h("button", { class: "quiet", type: "button", onclick: clear }, "Apagar todas"),
    ),
    ...Object.entries(PROVIDERS).map(([provider, name]) => {
      const faults = state.faults.filter((fault) => fault.provider === provider);
      if (faults.length === 0) return h("span");
      return h("section", { class: "group" }, h("h2", {}, name), ...faults.map((fault) => faultRow(fault, hooks)));
    }),
  ];
}

function faultRow(fault: FaultView, hooks: Hooks): HTMLElement {
  const id = `fault-${fault.provider}-${fault.id}`;
  const set = (on: boolean, value?: number) =>
    void call("POST", "/api/faults", { provider: fault.provider, id: fault.id, on, value }).then(
      hooks.refresh,
      hooks.fail,
    );
  const box = h("input", {
    id,
    type: "checkbox",
    role: "switch",
    checked: fault.on,
    "aria-describedby": `${id}-proves`,
  }) as HTMLInputElement;
  const number =
    fault.value &&
    (h("input", {
      type: "number",
      class: "num",
      min: fault.value.min,
      max: fault.value.max,
      value: fault.current ?? fault.value.initial,
      "aria-label": `${fault.label}: ${fault.value.label}`,
    }) as HTMLInputElement);
  box.addEventListener("change", () => set(box.checked, number ? Number(number.value) : undefined));
  number?.addEventListener("change", () => {
    number.blur();
    if (fault.on) set(true, Number(number.value));
  });
  return h(
    "div",
    { class: fault.on ? "fault on" : "fault" },
    box,
    h("div", {}, h("label", { for: id }, fault.label), h("p", { id: `${id}-proves` }, fault.proves)),
    number && h("span", { class: "value" }, number, h("span", {}, fault.value?.unit || fault.value?.label || "")),
  );
}

const money = ({ amount_total: minor, currency }: { amount_total: number; currency: string }) =>
  new Intl.NumberFormat("es-VE", {
    style: "currency",
    currency: currency.toUpperCase(),
    currencyDisplay: "code",
  }).format(minor / 10 ** fraction(currency));
const fraction = (currency: string) =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

const CHECKOUT: Record<Checkout["status"], [string, string]> = {
  open: ["Por pagar", "wait"],
  complete: ["Pagado", "good"],
  expired: ["Vencido", "off"],
};

function checkoutsPanel(state: State, hooks: Hooks): HTMLElement[] {
  if (state.checkouts.length === 0)
    return [empty("Sin cobros", "Cuando el producto pida un pago con tarjeta, su página aparece aquí.")];
  return state.checkouts.map((checkout) => {
    const act = (action: string) =>
      void call("POST", `/api/checkouts/${checkout.id}/${action}`).then(hooks.refresh, hooks.fail);
    const [label, tone] = CHECKOUT[checkout.status];
    return h(
      "article",
      { class: "card", "data-id": checkout.id },
      h(
        "div",
        { class: "split" },
        h("strong", { class: "num" }, money(checkout)),
        h("span", { class: `pill ${tone}` }, label),
      ),
      h(
        "p",
        {},
        checkout.lines
          .map(({ description, quantity }) => (quantity > 1 ? `${quantity} × ${description}` : description))
          .join(", "),
      ),
      checkout.status === "open" &&
        h(
          "div",
          { class: "acts" },
          h("button", { class: "pay", type: "button", onclick: () => act("pay") }, "Pagar"),
          h("button", { class: "quiet", type: "button", onclick: () => act("decline") }, "Rechazar"),
          h("button", { class: "quiet", type: "button", onclick: () => act("expire") }, "Vencer"),
          checkout.url && h("a", { href: checkout.url, target: "_blank", rel: "noreferrer" }, "Ver página"),
        ),
    );
  });
}

function mailsPanel(state: State, hooks: Hooks): HTMLElement[] {
  if (ui.mail) return [mailView(ui.mail, hooks)];
  if (state.mails.length === 0)
    return [empty("Buzón vacío", "Todo correo que mande el producto queda aquí: invitaciones, claves, recibos.")];
  return state.mails.map((mail) => {
    const open = () =>
      void call<{ mail: Mail }>("GET", `/api/mails/${mail.id}`).then(({ mail: whole }) => {
        ui.mail = whole;
        hooks.refresh();
      }, hooks.fail);
    const at = new Date(mail.at).toISOString();
    return h(
      "button",
      { class: "card link", "data-id": mail.id, type: "button", onclick: open },
      h(
        "div",
        { class: "split" },
        h("strong", {}, mail.subject || "Sin asunto"),
        h("span", { class: "num" }, `${day(at)} ${hour(at)}`),
      ),
      h("p", {}, `Para ${mail.to.join(", ")}`),
    );
  });
}

function mailView(mail: Mail, hooks: Hooks): HTMLElement {
  const close = () => {
    ui.mail = undefined;
    hooks.refresh();
  };
  const links = [...new Set(mail.text.match(/https?:\/\/[^\s<>")\]]+/g) ?? [])];
  const body = mail.html
    ? h("iframe", { class: "mail", sandbox: "", title: mail.subject, srcdoc: mail.html })
    : h("pre", { class: "mail" }, mail.text);
  return h(
    "article",
    { class: "letter" },
    h("button", { class: "quiet", type: "button", onclick: close }, icon("back"), "Buzón"),
    h("h2", {}, mail.subject || "Sin asunto"),
    h("p", {}, `De ${mail.from}`),
    h("p", {}, `Para ${mail.to.join(", ")}`),
    links.length > 0 &&
      h(
        "ul",
        { class: "links" },
        ...links.slice(0, 5).map((url) => h("li", {}, h("a", { href: url, target: "_blank", rel: "noreferrer" }, url))),
      ),
    body,
    ...mail.attachments.map(({ filename, size }) =>
      h("p", { class: "file" }, icon("link"), `${filename} · ${size} bytes`),
    ),
  );
}

const RUN: Record<string, [string, string]> = {
  completed: ["Lista", "good"],
  failed: ["Falló", "bad"],
  cancelled: ["Cancelada", "off"],
  running: ["Corre", "wait"],
  queued: ["Espera", "wait"],
};

function runsPanel(_state: State, hooks: Hooks): HTMLElement[] {
  if (!ui.areRunsThere)
    return [
      empty("Sin ejecutor de tareas", "No está arrancado o se está reiniciando. Las tareas pendientes no se pierden."),
    ];
  if (ui.runs.length === 0) return [empty("Sin tareas", "Cada mensaje, pago o aviso que llega deja aquí su rastro.")];
  const failed = ui.runs.filter(({ status }) => status === "failed").length;
  return [
    h(
      "div",
      { class: "lead" },
      h(
        "p",
        {},
        `${ui.runs.length} últimas. ${failed === 0 ? "Ninguna falló." : failed === 1 ? "1 falló." : `${failed} fallaron.`}`,
      ),
    ),
    ...ui.runs.map((run) => runRow(run, hooks)),
  ];
}

const reasonOf = (error: unknown) =>
  typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error ?? "");

function runRow(run: Run, hooks: Hooks): HTMLElement {
  const [label, tone] = RUN[run.status] ?? [run.status, "wait"];
  const ms =
    run.startedAt && run.endedAt ? new Date(run.endedAt).getTime() - new Date(run.startedAt).getTime() : undefined;
  return h(
    "article",
    { class: "card", "data-id": run.id },
    h(
      "div",
      { class: "split" },
      h("strong", { class: "code" }, run.functionId),
      h("span", { class: `pill ${tone}` }, label),
    ),
    h(
      "p",
      { class: "split" },
      h("span", { class: "code" }, run.eventName ?? ""),
      h(
        "span",
        { class: "num" },
        `${hour(run.createdAt)}${ms === undefined ? "" : ` · ${ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1).replace(".", ",")} s`}`}`,
      ),
    ),
    run.status === "failed" &&
      h(
        "div",
        { class: "acts" },
        h("p", { class: "failed" }, reasonOf(run.error)),
        h(
          "button",
          {
            class: "quiet",
            type: "button",
            onclick: () => void call("POST", `/api/runs/${run.id}/replay`).then(hooks.refresh, hooks.fail),
          },
          "Repetir",
        ),
      ),
  );
}

const empty = (title: string, text: string) => h("div", { class: "empty" }, h("h2", {}, title), h("p", {}, text));
