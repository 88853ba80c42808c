import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Hono } from "hono";

const FONTS: Record<string, string> = {
  "figtree.woff2": "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2",
  "bricolage.woff2": "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2",
  "geist-mono.woff2": "@fontsource-variable/geist-mono/files/geist-mono-latin-wght-normal.woff2",
};

/** The product's colours, faces and radii, as far as these pages use them; light and dark. */
export const TOKENS_CSS = `
@font-face { font-family: Figtree; src: url(/fonts/figtree.woff2) format("woff2"); font-weight: 300 900; font-display: swap; }
@font-face { font-family: "Bricolage Grotesque"; src: url(/fonts/bricolage.woff2) format("woff2"); font-weight: 200 800; font-display: swap; }
@font-face { font-family: "Geist Mono"; src: url(/fonts/geist-mono.woff2) format("woff2"); font-weight: 100 900; font-display: swap; }
:root { color-scheme: light dark;
  --canvas: light-dark(oklch(.985 .004 95), oklch(.175 .012 165)); --surface: light-dark(oklch(1 0 0), oklch(.21 .014 165));
  --sunken: light-dark(oklch(.965 .006 95), oklch(.15 .01 165)); --hover: light-dark(oklch(.955 .008 100), oklch(.265 .016 165));
  --ink: light-dark(oklch(.235 .02 165), oklch(.95 .008 95)); --ink-2: light-dark(oklch(.42 .016 150), oklch(.81 .012 120));
  --ink-3: light-dark(oklch(.515 .014 130), oklch(.69 .014 140)); --line: light-dark(oklch(.915 .008 95), oklch(.315 .015 165));
  --line-strong: light-dark(oklch(.61 .012 110), oklch(.59 .016 155)); --brand: light-dark(oklch(.43 .09 165), oklch(.8 .11 168));
  --brand-hover: light-dark(oklch(.37 .078 165), oklch(.84 .1 168)); --on-brand: light-dark(oklch(.985 .004 95), oklch(.19 .03 165));
  --brand-soft: light-dark(oklch(.95 .03 165), oklch(.29 .04 165)); --on-brand-soft: light-dark(oklch(.37 .078 165), oklch(.86 .09 165));
  --accent: light-dark(oklch(.84 .165 85), oklch(.86 .16 87)); --accent-hover: light-dark(oklch(.8 .163 81), oklch(.89 .13 90));
  --accent-line: light-dark(oklch(.6 .13 68), oklch(.86 .16 87)); --on-accent: light-dark(oklch(.24 .035 75), oklch(.22 .035 75));
  --accent-soft: light-dark(oklch(.965 .042 92), oklch(.31 .05 85)); --on-accent-soft: light-dark(oklch(.42 .085 70), oklch(.89 .13 90));
  --success-soft: light-dark(oklch(.96 .03 156), oklch(.28 .045 152)); --success-ink: light-dark(oklch(.4 .085 156), oklch(.85 .12 152));
  --warning-soft: light-dark(oklch(.965 .022 65), oklch(.29 .045 55)); --warning-ink: light-dark(oklch(.45 .11 52), oklch(.86 .1 65));
  --danger-soft: light-dark(oklch(.965 .014 25), oklch(.28 .06 25)); --danger-ink: light-dark(oklch(.43 .165 26), oklch(.84 .08 22));
  --info-ink: light-dark(oklch(.4 .1 250), oklch(.86 .07 243)); --read: light-dark(oklch(.41 .105 250), oklch(.81 .09 243));
  --bubble-in: light-dark(oklch(1 0 0), oklch(.25 .016 165)); --bubble-out: light-dark(oklch(.935 .045 160), oklch(.31 .05 165));
  --focus: light-dark(oklch(.5 .1 165), oklch(.87 .15 88));
  --font-ui: Figtree, system-ui, sans-serif; --font-display: "Bricolage Grotesque", Figtree, sans-serif; --font-code: "Geist Mono", ui-monospace, monospace;
  --radius-1: .375rem; --radius-2: .5rem; --radius-3: .75rem; --radius-4: 1rem; --shadow-1: 0 1px 2px oklch(.2 .02 165 / .06), 0 4px 12px oklch(.2 .02 165 / .08); }
*, ::before, ::after { box-sizing: border-box; }
html { background: var(--canvas); -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); font: 400 .875rem/1.43 var(--font-ui); }
h1, h2, h3 { font-family: var(--font-display); font-weight: 600; letter-spacing: -.015em; margin: 0; text-wrap: balance; }
p { margin: 0; } button, input, select, textarea { font: inherit; color: inherit; } @media (pointer: coarse) { input, select, textarea { font-size: 1rem; } }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; } .num { font-variant-numeric: tabular-nums; white-space: nowrap; } .code { font-family: var(--font-code); font-size: .75rem; }
@media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation: none !important; transition: none !important; } }
`;

/** Serves the typefaces from the installed packages. */
export function fontRoutes(): Hono {
  const app = new Hono();
  const require = createRequire(import.meta.url);
  const cache = new Map<string, Uint8Array<ArrayBuffer>>();
  app.get("/fonts/:name", (c) => {
    const name = c.req.param("name");
    const path = FONTS[name];
    if (!path) return c.notFound();
    const bytes = cache.get(name) ?? new Uint8Array(readFileSync(require.resolve(path)));
    cache.set(name, bytes);
    return c.body(bytes, 200, { "content-type": "font/woff2", "cache-control": "public, max-age=86400" });
  });
  return app;
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
