/** Meanings of the product's stylesheet, one for light and one for dark; a test compares them with it. */
export const tokens = {
  "--surface-canvas": ["--tiza-985", "--noche-175"],
  "--surface": ["--tiza-1000", "--noche-210"],
  "--surface-sunken": ["--tiza-965", "--noche-150"],
  "--ink": ["--tinta-235", "--tiza-950"],
  "--ink-2": ["--tinta-420", "--tiza-810"],
  "--ink-3": ["--tinta-515", "--tiza-690"],
  "--line": ["--tiza-915", "--noche-315"],
  "--line-strong": ["--tinta-610", "--noche-590"],
  "--link": ["--verde-430", "--verde-800"],
  "--focus": ["--verde-500", "--maracuya-870"],
  "--accent": ["--maracuya-840", "--maracuya-860"],
  "--accent-line": ["--maracuya-600", "--maracuya-860"],
  "--on-accent": ["--maracuya-240", "--maracuya-220"],
  "--success-soft": ["--hoja-960", "--hoja-280"],
  "--success-ink": ["--hoja-400", "--hoja-850"],
  "--success-line": ["--hoja-800", "--hoja-450"],
  "--warning-soft": ["--ambar-965", "--ambar-290"],
  "--warning-ink": ["--ambar-450", "--ambar-860"],
  "--warning-line": ["--ambar-830", "--ambar-480"],
} as const satisfies Record<`--${string}`, readonly [string, string]>;

export const raw: Readonly<Record<string, string>> = {
  "--tiza-1000": "oklch(1 0 0)",
  "--tiza-985": "oklch(0.985 0.004 95)",
  "--tiza-965": "oklch(0.965 0.006 95)",
  "--tiza-950": "oklch(0.95 0.008 95)",
  "--tiza-915": "oklch(0.915 0.008 95)",
  "--tiza-810": "oklch(0.81 0.012 120)",
  "--tiza-690": "oklch(0.69 0.014 140)",
  "--tinta-610": "oklch(0.61 0.012 110)",
  "--tinta-515": "oklch(0.515 0.014 130)",
  "--tinta-420": "oklch(0.42 0.016 150)",
  "--tinta-235": "oklch(0.235 0.02 165)",
  "--noche-590": "oklch(0.59 0.016 155)",
  "--noche-315": "oklch(0.315 0.015 165)",
  "--noche-210": "oklch(0.21 0.014 165)",
  "--noche-175": "oklch(0.175 0.012 165)",
  "--noche-150": "oklch(0.15 0.01 165)",
  "--verde-800": "oklch(0.8 0.11 168)",
  "--verde-500": "oklch(0.5 0.1 165)",
  "--verde-430": "oklch(0.43 0.09 165)",
  "--maracuya-870": "oklch(0.87 0.15 88)",
  "--maracuya-860": "oklch(0.86 0.16 87)",
  "--maracuya-840": "oklch(0.84 0.165 85)",
  "--maracuya-600": "oklch(0.6 0.13 68)",
  "--maracuya-240": "oklch(0.24 0.035 75)",
  "--maracuya-220": "oklch(0.22 0.035 75)",
  "--hoja-960": "oklch(0.96 0.03 156)",
  "--hoja-850": "oklch(0.85 0.12 152)",
  "--hoja-800": "oklch(0.8 0.08 156)",
  "--hoja-450": "oklch(0.45 0.08 152)",
  "--hoja-400": "oklch(0.4 0.085 156)",
  "--hoja-280": "oklch(0.28 0.045 152)",
  "--ambar-965": "oklch(0.965 0.022 65)",
  "--ambar-860": "oklch(0.86 0.1 65)",
  "--ambar-830": "oklch(0.83 0.09 62)",
  "--ambar-480": "oklch(0.48 0.08 55)",
  "--ambar-450": "oklch(0.45 0.11 52)",
  "--ambar-290": "oklch(0.29 0.045 55)",
};

const scheme = (side: 0 | 1): string =>
  Object.entries(tokens)
    .map(([name, pair]) => `${name}:${raw[pair[side]]}`)
    .join(";");

/** One stylesheet for every document, inlined: no request stands between the link and the amount. */
export const stylesheet = `
:root{color-scheme:light dark;${scheme(0)}}
@media (prefers-color-scheme:dark){:root{${scheme(1)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--surface-canvas);color:var(--ink);font:400 1rem/1.5 Figtree,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:42rem;margin:0 auto;padding:1.5rem 1rem 3rem;display:grid;gap:1.25rem}
h1,h2,p,dl,dd,ul{margin:0}
h1{font-size:1.125rem;line-height:1.5rem;font-weight:600;letter-spacing:-.015em;text-wrap:balance;overflow-wrap:anywhere}
.eyebrow{color:var(--ink-2);font-size:.875rem}
.hero{display:grid;gap:.25rem}
.total{font-size:2.5rem;line-height:1.1;font-weight:600;letter-spacing:-.03em;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.until{color:var(--ink-2)}
.sheet{background:var(--surface);border:1px solid var(--line);border-radius:.75rem;overflow:hidden}
.parties{display:grid;grid-template-columns:1fr 1fr;gap:1rem;padding:1rem}
.parties dt,th{color:var(--ink-3);font-size:.8125rem;font-weight:500}
.parties dd{overflow-wrap:anywhere}
.parties dd:first-of-type{font-weight:600}
small{color:var(--ink-3);font-size:.8125rem;display:block}
table{width:100%;border-collapse:collapse}
th,td{padding:.625rem 1rem;text-align:start;vertical-align:top;border-block-start:1px solid var(--line)}
th{padding-block:.5rem}
.num{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
td.name{overflow-wrap:anywhere}
.sums td{border:0;padding-block:.25rem}
.sums tr:first-child td{border-block-start:1px solid var(--line);padding-block-start:.75rem}
.sums .grand td{font-weight:600;font-size:1.125rem;padding-block:.5rem 1rem}
.note{padding:.75rem 1rem;border-block-start:1px solid var(--line);color:var(--ink-2);white-space:pre-line;overflow-wrap:anywhere}
.notice{border:1px solid var(--warning-line);background:var(--warning-soft);color:var(--warning-ink);border-radius:.75rem;padding:.875rem 1rem;display:grid;gap:.25rem}
.notice.good{border-color:var(--success-line);background:var(--success-soft);color:var(--success-ink)}
.notice h2{font-size:1rem;font-weight:600}
.actions{display:grid;gap:.75rem}
.button{display:flex;justify-content:center;align-items:center;min-height:3rem;width:100%;padding:.5rem 1rem;border-radius:.5rem;border:1px solid var(--accent-line);background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
.button.quiet{background:transparent;border-color:var(--line-strong);color:var(--ink)}
.hint{color:var(--ink-2);font-size:.875rem}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
footer{color:var(--ink-3);font-size:.8125rem;text-align:center}
.wide{display:none}
@media (min-width:30rem){.wide{display:table-cell}.narrow{display:none}main{padding-block-start:2.5rem}.total{font-size:3rem}}
@media print{:root{color-scheme:light;${scheme(0)}}body{background:none;font-size:10pt}main{max-width:none;padding:0}.sheet{border:0;border-radius:0}.actions,footer{display:none}thead{display:table-header-group}tr{break-inside:avoid}.wide{display:table-cell}.narrow{display:none}.notice{background:none}}
`;
