/** Spanish and English both tell one from many, and nothing else. */
export type Plural = { readonly one: string; readonly other: string };
export type Message = string | Plural;
export type Area = { readonly [key: string]: Message };

/** What a translation of an area must hold: the same keys, and a plural wherever the original has one. */
export type TranslationOf<T extends Area> = { readonly [K in keyof T]: T[K] extends string ? string : Plural };

type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type TextOf<M> = M extends { readonly one: infer One; readonly other: infer Other } ? One | Other : M;

/** The values a message needs, read from its own text: forgetting one does not compile. */
export type ValuesOf<M> = Record<NamesIn<TextOf<M>>, string | number> &
  (M extends Plural ? { count: number } : unknown);
export type ArgumentsOf<M> = M extends Plural
  ? [values: ValuesOf<M>]
  : [NamesIn<TextOf<M>>] extends [never]
    ? []
    : [values: ValuesOf<M>];

export function fill(
  message: Message,
  values: Readonly<Record<string, string | number>>,
  write: (n: number) => string,
) {
  const text = typeof message === "string" ? message : values.count === 1 ? message.one : message.other;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? write(value) : value;
  });
}
