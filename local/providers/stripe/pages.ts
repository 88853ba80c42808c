import { escapeHtml, fontRoutes, TOKENS_CSS } from "@local/kit/look";
import { type Context, Hono } from "hono";
import { declineSession, paySession } from "./checkout";
import type { Ledger } from "./ledger";
import type { Session } from "./types";

/** Currencies Stripe counts without decimals. */
const WHOLE = new Set([
  "bif",
  "clp",
  "djf",
  "gnf",
  "jpy",
  "kmf",
  "krw",
  "mga",
  "pyg",
  "rwf",
  "ugx",
  "vnd",
  "vuv",
  "xaf",
  "xof",
  "xpf",
]);

export function amountText(minor: number, currency: string): string {
  const digits = WHOLE.has(currency) ? 0 : 2;
  const units = `${minor}`.padStart(digits + 1, "0");
  const whole = units.slice(0, units.length - digits).replace(/\B(?=(\d{3})+$)/g, ".");
  const cents = digits > 0 ? `,${units.slice(-digits)}` : "";
  return `${currency.toUpperCase()} ${whole}${cents}`;
}

const CSS = `${TOKENS_CSS}
body { min-height: 100dvh; display: grid; place-items: center; padding: 1rem; }
main { width: 100%; max-width: 54rem; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius-4); overflow: hidden; display: grid; }
@media (min-width: 48rem) { main { grid-template-columns: 1fr 1fr; } }
.order { background: var(--brand-soft); color: var(--on-brand-soft); padding: 1.5rem; display: grid; gap: 1.25rem; align-content: start; }
.form { padding: 1.5rem; display: grid; gap: 1rem; align-content: start; }
@media (min-width: 48rem) { .order, .form { padding: 2.25rem; } }
.total { font: 600 2.25rem/1.1 var(--font-display); letter-spacing: -.02em; color: var(--ink); }
.lines { list-style: none; margin: 0; padding: 0; display: grid; gap: .625rem; }
.lines li { display: flex; justify-content: space-between; gap: 1rem; color: var(--ink-2); padding-top: .625rem; border-top: 1px solid color-mix(in oklab, currentColor 18%, transparent); }
.lines b { font-weight: 600; color: var(--ink); } .sandbox { font-size: .8125rem; color: var(--ink-2); }
label { display: grid; gap: .25rem; font-size: .8125rem; color: var(--ink-2); }
input { height: 2.75rem; padding: 0 .75rem; border: 1px solid var(--line-strong); border-radius: var(--radius-2); background: var(--surface); min-width: 0; width: 100%; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
.actions { display: grid; gap: .5rem; margin-top: .5rem; }
button { min-height: 2.75rem; border-radius: var(--radius-2); border: 1px solid transparent; font-weight: 600; cursor: pointer; }
.pay { min-height: 3.25rem; font-size: 1.0625rem; background: var(--accent); color: var(--on-accent); border-color: var(--accent-line); } .pay:hover { background: var(--accent-hover); }
.quiet { background: none; border-color: var(--line-strong); } .quiet:hover, .plain:hover { background: var(--hover); } .plain { background: none; color: var(--ink-2); }
.note { padding: .75rem; border-radius: var(--radius-2); } .bad { background: var(--danger-soft); color: var(--danger-ink); } .good { background: var(--success-soft); color: var(--success-ink); }
.end { padding: 2.5rem 1.5rem; display: grid; gap: .75rem; justify-items: start; } a { color: var(--brand); }
main.single { max-width: 30rem; grid-template-columns: 1fr; }
`;

const shell = (
  title: string,
  main: string,
) => `<!doctype html><html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><link rel="preload" as="font" type="font/woff2" href="/fonts/figtree.woff2" crossorigin><style>${CSS}</style></head><body>${main}</body></html>`;

/** The hosted page a customer is sent to. Plain forms: it works without scripts. */
export function pageRoutes(ledger: Ledger): Hono {
  const app = new Hono();
  app.route("/", fontRoutes());

  app.get("/c/pay/:id", (c) => {
    const session = ledger.sessions.get(c.req.param("id"));
    return session ? c.html(view(session, c.req.query("estado") === "rechazada")) : lost(c);
  });

  app.post("/c/pay/:id", async (c) => {
    const session = ledger.sessions.get(c.req.param("id"));
    if (!session) return lost(c);
    const form = await c.req.formData();
    const action = form.get("action");
    if (action === "abandon") return c.redirect(session.cancel_url ?? session.success_url ?? "/", 303);
    if (session.status === "expired") return c.html(view(session, false), 410);
    if (action === "decline" && session.status === "open") {
      declineSession(ledger, session);
      return c.redirect(`/c/pay/${session.id}?estado=rechazada`, 303);
    }
    const paid = paySession(ledger, session, String(form.get("email") ?? "") || undefined);
    return c.redirect(successUrl(paid), 303);
  });
  return app;
}

const successUrl = (session: Session) =>
  (session.success_url ?? `/c/pay/${session.id}`).replaceAll("{CHECKOUT_SESSION_ID}", session.id);

function lost(c: Context) {
  const body = `<main class="single"><section class="end"><h1>Este cobro no existe</h1><p>Puede que el simulador se haya vaciado. Pide un enlace nuevo.</p></section></main>`;
  return c.html(shell("Cobro no encontrado", body), 404);
}

function view(session: Session, isDeclined: boolean): string {
  const total = amountText(session.amount_total, session.currency);
  if (session.status === "complete") {
    return shell(
      "Pagado",
      `<main class="single"><section class="end"><p class="note good">Pago recibido</p><h1>${total}</h1><p>Este cobro ya está pagado. No hace falta pagar otra vez.</p><a href="${escapeHtml(successUrl(session))}">Volver a la tienda</a></section></main>`,
    );
  }
  if (session.status === "expired") {
    const back = session.cancel_url ? `<a href="${escapeHtml(session.cancel_url)}">Volver a la tienda</a>` : "";
    return shell(
      "Cobro vencido",
      `<main class="single"><section class="end"><h1>El cobro venció</h1><p>No se cobró nada. Pide un enlace nuevo a la tienda.</p>${back}</section></main>`,
    );
  }
  const lines = session.lines
    .map(
      ({ description, quantity, amount_total }) =>
        `<li><span><b>${escapeHtml(description)}</b>${quantity > 1 ? ` <span class="num">× ${quantity}</span>` : ""}</span><span class="num">${amountText(amount_total, session.currency)}</span></li>`,
    )
    .join("");
  const declined = isDeclined
    ? `<p class="note bad" role="alert"><b>Tarjeta rechazada.</b> El banco no aprobó el pago. No se cobró nada: prueba con otra.</p>`
    : "";
  return shell(
    `Pagar ${total}`,
    `<main><section class="order" aria-label="Tu compra"><div><p>Total a pagar</p><p class="total num">${total}</p></div><ul class="lines">${lines}</ul>
<p class="sandbox">Cobro de prueba: nada sale de esta máquina y ninguna tarjeta se usa de verdad.</p></section>
<form class="form" method="post" action="/c/pay/${session.id}"><h1>Datos de pago</h1>${declined}
<label>Correo<input name="email" type="email" autocomplete="email" value="${escapeHtml(session.customer_email ?? "cliente@ejemplo.test")}"></label>
<label>Número de tarjeta<input class="num" inputmode="numeric" value="4242 4242 4242 4242" autocomplete="off"></label>
<div class="pair"><label>Vence<input class="num" value="12 / 34" autocomplete="off"></label><label>CVC<input class="num" value="123" autocomplete="off"></label></div>
<div class="actions"><button class="pay" name="action" value="pay">Pagar ${total}</button><button class="quiet" name="action" value="decline">Tarjeta rechazada</button><button class="plain" name="action" value="abandon" formnovalidate>Abandonar</button></div></form></main>`,
  );
}
