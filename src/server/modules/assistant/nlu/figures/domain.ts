/** Every figure a reply shows must come from a tool of the same turn. This is how they are compared. */

/** The numbers in a text, as values: «$1.234,50», «1,234.50» and «1234.5» are the same figure. List numbers are not figures. */
export function figuresIn(text: string): readonly string[] {
  const body = text.replace(/^\s*\d{1,2}\.\s/gm, "");
  return [...body.matchAll(/\d+(?:[.,\u00a0\u202f]\d+)*/g)].map((match) => canonical(match[0]));
}

function canonical(raw: string): string {
  const mark = Math.max(raw.lastIndexOf("."), raw.lastIndexOf(","));
  const fraction = mark < 0 ? "" : raw.slice(mark + 1);
  const isFraction = mark >= 0 && (fraction.length !== 3 || raw.startsWith("0"));
  const digits = (part: string) => part.replace(/\D/g, "");
  const whole = digits(isFraction ? raw.slice(0, mark) : raw).replace(/^0+(?=\d)/, "");
  const rest = isFraction ? fraction.replace(/0+$/, "") : "";
  return rest === "" ? whole : `${whole}.${rest}`;
}

/** Decimal text with three places («1.000») reads as thousands above, so sources offer both readings. */
function readings(raw: string): readonly string[] {
  const plain = /^(\d+)\.(\d+)$/.exec(raw);
  const asDecimal = plain === null ? [] : [`${plain[1]}.${plain[2]}`.replace(/\.?0+$/, "")];
  return [...figuresIn(raw), ...asDecimal];
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value === "string") for (const figure of [...readings(value), ...figuresIn(value)]) into.add(figure);
  else if (typeof value === "number") for (const figure of readings(String(value))) into.add(figure);
  else if (Array.isArray(value)) for (const one of value) collect(one, into);
  else if (typeof value === "object" && value !== null) for (const one of Object.values(value)) collect(one, into);
}

/** The figures of a text that none of the sources has. Empty means the text is grounded. */
export function inventedFigures(text: string, sources: readonly unknown[]): readonly string[] {
  const known = new Set<string>();
  for (const source of sources) collect(source, known);
  return figuresIn(text).filter((figure) => !known.has(figure));
}
