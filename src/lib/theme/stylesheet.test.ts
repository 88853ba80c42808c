import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Colour, contrast } from "./contrast";

const root = join(import.meta.dirname, "../../..");
const css = readFileSync(join(root, "src/app/globals.css"), "utf8").replace(/\/\*.*?\*\//gs, "");

type Mode = "light" | "dark";
const declared = new Map([...css.matchAll(/^\s*--([a-z0-9-]+):\s*([^;]+);/gm)].map(([, name, value]) => [name, value]));
const meaningsBlock = /:root,\s*\[data-theme\]\s*\{([^}]*)\}/.exec(css)?.[1] ?? "";
const meanings = [...meaningsBlock.matchAll(/--([a-z0-9-]+):/g)].map(([, name]) => name ?? "");
const meaningValues = new Map([...meaningsBlock.matchAll(/--([a-z0-9-]+):\s*([^;]+);/g)].map(([, n, v]) => [n, v]));

function resolve(expression: string, mode: Mode): Colour {
  const text = expression.trim();
  const pair = /^light-dark\((.*)\)$/s.exec(text)?.[1];
  if (pair) {
    const comma = splitAtComma(pair);
    return resolve(mode === "light" ? pair.slice(0, comma) : pair.slice(comma + 1), mode);
  }
  const mix = /^color-mix\(in oklab, var\(--([a-z0-9-]+)\) (\d+)%, var\(--([a-z0-9-]+)\)\)$/.exec(text);
  if (mix) return colour(mix[1] ?? "", mode).mixedWith(colour(mix[3] ?? "", mode), Number(mix[2]) / 100);
  const name = /^var\(--([a-z0-9-]+)\)$/.exec(text)?.[1];
  return name ? colour(name, mode) : Colour.oklch(text);
}
function splitAtComma(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === "(") depth += 1;
    if (text[index] === ")") depth -= 1;
    if (text[index] === "," && depth === 0) return index;
  }
  throw new TypeError(`no comma in ${text}`);
}
function colour(name: string, mode: Mode): Colour {
  const value = meaningValues.get(name) ?? declared.get(name);
  if (!value) throw new TypeError(`--${name} is not declared`);
  return resolve(value, mode);
}

const surfaces = ["surface-canvas", "surface", "surface-raised", "surface-sunken", "surface-hover", "surface-selected"];
const softs = ["brand-soft", "accent-soft", "success-soft", "warning-soft", "danger-soft", "info-soft"];
const grounds = [...surfaces, ...softs, "bubble-in", "bubble-out", "bubble-bot", "note"];
const base = ["surface-canvas", "surface"];
const charts = Array.from({ length: 8 }, (_, index) => `chart-${index + 1}`);

/** What is drawn · what it may stand on · the bar · the worst pair the design was approved with. */
type Bar = readonly [name: string, on: readonly string[], bar: number, approved: Record<Mode, number>];
const bars: readonly Bar[] = [
  ["ink", grounds, 4.5, { light: 13.8, dark: 11.1 }],
  ["ink-2", grounds, 4.5, { light: 7.0, dark: 7.1 }],
  ["ink-3", grounds, 4.5, { light: 4.6, dark: 4.6 }],
  ["link", surfaces, 4.5, { light: 6.7, dark: 7.7 }],
  ["ink-inverse", ["surface-inverse"], 4.5, { light: 15.8, dark: 14.3 }],
  ["on-brand", ["brand", "brand-hover", "brand-active"], 4.5, { light: 7.3, dark: 8.3 }],
  ["on-brand-soft", ["brand-soft"], 4.5, { light: 8.7, dark: 9.3 }],
  ["on-accent", ["accent", "accent-hover"], 4.5, { light: 8.7, dark: 11.2 }],
  ["on-accent-soft", ["accent-soft"], 4.5, { light: 7.7, dark: 9.4 }],
  ["on-note", ["note"], 4.5, { light: 9.8, dark: 9.8 }],
  ["on-success", ["success"], 4.5, { light: 4.7, dark: 7.2 }],
  ["on-warning", ["warning"], 4.5, { light: 4.6, dark: 12.0 }],
  ["on-danger", ["danger"], 4.5, { light: 8.2, dark: 4.8 }],
  ["on-info", ["info"], 4.5, { light: 8.8, dark: 10.2 }],
  ["success-ink", [...surfaces, "success-soft"], 4.5, { light: 7.6, dark: 9.1 }],
  ["warning-ink", [...surfaces, "warning-soft"], 4.5, { light: 6.7, dark: 8.9 }],
  ["danger-ink", [...surfaces, "danger-soft"], 4.5, { light: 7.6, dark: 8.1 }],
  ["info-ink", [...surfaces, "info-soft"], 4.5, { light: 7.9, dark: 9.1 }],
  ["line-strong", surfaces, 3, { light: 3.2, dark: 3.3 }],
  ["focus", surfaces, 3, { light: 4.9, dark: 9.2 }],
  ["accent-line", surfaces, 3, { light: 3.5, dark: 8.9 }],
  ...["brand", "success", "warning", "danger", "info", ...charts, "band-edge"].map(
    (name) => [name, base, 3, { light: 3, dark: 3 }] as const,
  ),
];

describe.each<Mode>(["light", "dark"])("contrast, %s", (mode) => {
  test.each(bars)("[P27] --%s reaches its bar on everything it may stand on", (name, on, bar, approved) => {
    const worst = Math.min(...on.map((ground) => contrast(colour(name, mode), colour(ground, mode))));
    expect(worst).toBeGreaterThanOrEqual(bar);
    // Not only above the law: a change may not quietly spend the margin the design has.
    expect(worst).toBeGreaterThanOrEqual(approved[mode] - 0.1);
  });
  test("[P27] every meaning can be shown in sRGB", () => {
    expect(meanings.filter((name) => !colour(name, mode).isInSrgb)).toEqual([]);
  });
});

describe("stylesheet", () => {
  test("[P27] the arithmetic agrees with the known extremes", () => {
    expect(contrast(Colour.oklch("oklch(1 0 0)"), Colour.oklch("oklch(0 0 0)"))).toBeCloseTo(21, 5);
    expect(Colour.oklch("oklch(0.7 0.4 150)").isInSrgb).toBe(false);
  });
  test("[P27] each meaning is offered to the pages exactly once", () => {
    const inline = /@theme inline\s*\{([^}]*)\}/.exec(css)?.[1] ?? "";
    const offered = [...inline.matchAll(/--color-([a-z0-9-]+):\s*var\(--([a-z0-9-]+)\)/g)];
    expect(offered.map(([, name]) => name).sort()).toEqual([...meanings].sort());
    expect(offered.filter(([, name, target]) => name !== target)).toEqual([]);
    expect(meanings.length).toBeGreaterThan(50);
  });
  test("[P27] no page states a colour of its own", () => {
    const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter(
      (path) => /\.(tsx?|css)$/.test(path) && !/generated|\.test\.tsx?$|theme-color\.ts$/.test(path),
    );
    expect(sources.length).toBeGreaterThan(10);
    const offenders = sources.filter((path) => {
      const text = readFileSync(join(root, "src", path), "utf8");
      // Three decimal digits alone are an order number (#118), unless an arbitrary class or a declaration holds them.
      return /#(?:[0-9a-f]{6}|[0-9a-f]{8}|(?=\d*[a-f])[0-9a-f]{3})\b(?![\w-])|[[:]\s*#\d{3}[\];]|\brgba?\(|\bhsla?\(/i.test(
        text.replace(/(?:href|to|id)=["'`][^"'`]*/g, ""),
      );
    });
    expect(offenders).toEqual([]);
  });
});
