/** The frame of the console; its script fills it in and keeps it live. */
export function pageHtml(): string {
  return `<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><link rel="icon" href="data:,"><title>Consola · Mostrador</title>
<link rel="preload" as="font" type="font/woff2" href="/fonts/figtree.woff2" crossorigin>
<link rel="stylesheet" href="/console.css"><script type="module" src="/console.js"></script></head>
<body data-view="phone">
<header class="top">
  <h1>Consola</h1>
  <p class="still"><span class="dot" aria-hidden="true"></span>Nada sale de esta máquina</p>
  <div class="clock" id="clock" aria-label="Reloj simulado"></div>
</header>
<main>
  <nav class="people" id="people" aria-label="Clientes"></nav>
  <section class="phone" id="phone" aria-label="Teléfono"></section>
  <section class="side" aria-label="Lo que pasa alrededor">
    <div class="tabs" role="tablist" id="tabs"></div>
    <div class="panel" id="panel" role="tabpanel"></div>
  </section>
</main>
<nav class="dock" id="dock" aria-label="Secciones"></nav>
<p class="toast" id="toast" role="status" aria-live="polite"></p>
<noscript>La consola necesita JavaScript; la misma máquina se maneja por su API en /openapi.json.</noscript>
</body></html>`;
}
