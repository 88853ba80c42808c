/** A form value: text, a list, or a map without a prototype so that no key can reach one. */
export type FormValue = string | FormValue[] | { [key: string]: FormValue };
export type Form = { [key: string]: FormValue };

const MAX_DEPTH = 8;

/** Parses `a[b][0][c]=v` as Stripe does: numeric parts under a bracket make lists. */
export function parseForm(body: string): Form {
  const root: Form = Object.create(null) as Form;
  for (const [name, value] of new URLSearchParams(body)) {
    const parts = name.split("[").map((part) => part.replace(/\]$/, ""));
    if (parts.length <= MAX_DEPTH) assign(root, parts, value);
  }
  return toLists(root) as Form;
}

function assign(node: Form, [head = "", ...rest]: string[], value: string): void {
  const key = head === "" ? `${Object.keys(node).length}` : head;
  if (rest.length === 0) {
    node[key] = value;
    return;
  }
  const next = node[key];
  const child: Form = isForm(next) ? next : (Object.create(null) as Form);
  node[key] = child;
  assign(child, rest, value);
}

const isForm = (value: FormValue | undefined): value is Form => typeof value === "object" && !Array.isArray(value);

function toLists(value: FormValue): FormValue {
  if (!isForm(value)) return value;
  const keys = Object.keys(value);
  const isList = keys.length > 0 && keys.every((key) => /^\d+$/.test(key));
  if (isList) return keys.sort((a, b) => Number(a) - Number(b)).map((key) => toLists(value[key] ?? ""));
  for (const key of keys) value[key] = toLists(value[key] ?? "");
  return value;
}

export const textAt = (form: Form, key: string): string | undefined => {
  const value = form[key];
  return typeof value === "string" && value !== "" ? value : undefined;
};

export const formAt = (form: Form, key: string): Form | undefined => {
  const value = form[key];
  return isForm(value) ? value : undefined;
};

export const listAt = (form: Form, key: string): FormValue[] => {
  const value = form[key];
  return Array.isArray(value) ? value : [];
};

/** Metadata is a flat map of texts; an empty text removes the key. */
export function metadataAt(form: Form, key = "metadata"): Record<string, string> {
  const entries = Object.entries(formAt(form, key) ?? {}).filter(
    (pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "",
  );
  return Object.fromEntries(entries);
}
