type Child = Node | string | number | false | null | undefined;
type Props = Record<string, unknown>;

/** Builds an element. Text only ever enters as text: what customers and mails contain is never markup. */
export function h(tag: string, props: Props = {}, ...children: (Child | Child[])[]): HTMLElement {
  const element = document.createElement(tag);
  apply(element, props);
  for (const child of children.flat())
    if (child !== false && child !== null && child !== undefined)
      element.append(typeof child === "number" ? `${child}` : child);
  return element;
}

function apply(element: Element, props: Props): void {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on") && typeof value === "function")
      element.addEventListener(name.slice(2), value as EventListener);
    else if (name === "value" && element instanceof HTMLInputElement) element.value = String(value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

const SVG = "http://www.w3.org/2000/svg";

const PATHS: Record<string, string> = {
  tick: "M2 8.5 5.5 12 13 4",
  ticks: "M1 8.5 4.5 12 11 4.5M7.5 11.2l.8.8L15 4.5",
  clock: "M8 4.5V8l2.5 1.5M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z",
  alert: "M8 5v3.5M8 11v.2M8 1.8 14.6 13.5H1.4L8 1.8Z",
  send: "M2.2 8h6M2.2 8 1.6 2.4 14.4 8 1.6 13.6 2.2 8Z",
  pin: "M8 14.5s5-4.2 5-8a5 5 0 0 0-10 0c0 3.8 5 8 5 8ZM8 8.2a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
  photo: "M2 3.5h12v9H2zM2 11l3.5-3.5 2.8 2.8L10.5 8 14 11.2M10.6 6.2h.1",
  back: "M10 3 5 8l5 5",
  list: "M3 4.5h10M3 8h10M3 11.5h10",
  link: "M6.5 9.5 12.5 3.5M8.5 3.5h4v4M12 9.5v3H3.5V4h3",
  plane:
    "M8 1.5c.8 0 1.2.9 1.2 2v3l5 3v1.5l-5-1.6v3.1l1.5 1v1.2L8 13.9l-2.7.8v-1.2l1.5-1V9.4l-5 1.6V9.5l5-3v-3c0-1.1.4-2 1.2-2Z",
  phone: "M4.5 1.5h7v13h-7zM7.3 12.5h1.4",
  bolt: "M8.8 1.5 3 9.2h4.2l-.8 5.3L12.8 6.6H8.2l.6-5.1Z",
  card: "M1.5 4h13v8.5h-13zM1.5 7h13",
  mail: "M1.5 3.5h13v9h-13zM1.8 4 8 9l6.2-5",
  gear: "M3 4.5h4M11 4.5h2M9 3v3M3 8h1.5M8.5 8H13M6.5 6.5v3M3 11.5h5M12 11.5h1M10 10v3",
  close: "M4 4l8 8M12 4l-8 8",
};

export function icon(name: keyof typeof PATHS | string, className = "icon"): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  apply(svg, {
    viewBox: "0 0 16 16",
    class: className,
    "aria-hidden": "true",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "1.5",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  });
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? "");
  svg.append(path);
  return svg;
}

/**
 * Gives an element these children, leaving alone those that would be the same: what has the focus keeps it.
 * Whatever acts on a thing must carry that thing's `data-id`, or the handler of an equal-looking one would stay.
 */
export function fill(host: Element, ...children: (Child | Child[])[]): void {
  const wanted = children.flat().filter((child): child is Node => child instanceof Node);
  wanted.forEach((node, index) => {
    const present = host.childNodes[index];
    if (!present) host.append(node);
    else if (!present.isEqualNode(node)) present.replaceWith(node);
  });
  while (host.childNodes.length > wanted.length) host.lastChild?.remove();
}

const TIME = new Intl.DateTimeFormat("es", { hour: "2-digit", minute: "2-digit", hour12: false });
const DAY = new Intl.DateTimeFormat("es", { weekday: "short", day: "numeric", month: "short" });
export const hour = (iso: string): string => TIME.format(new Date(iso));
export const day = (iso: string): string => DAY.format(new Date(iso)).replace(",", "");
