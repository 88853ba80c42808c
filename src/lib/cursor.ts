import { raise } from "./errors";

/** A keyset cursor is opaque to whoever receives it; inside, the sort values of the last row seen. */
export const encodeCursor = (...values: readonly string[]): string => {
  const bytes = new TextEncoder().encode(JSON.stringify(values));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
};

/** The sort values, or a refusal: a cursor of another list has another length. */
export function decodeCursor(cursor: string, length: number): string[] {
  try {
    const binary = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    const values: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0))));
    if (Array.isArray(values) && values.length === length && values.every((value) => typeof value === "string")) {
      return values;
    }
  } catch (cause) {
    raise("cursor_invalid", undefined, cause);
  }
  return raise("cursor_invalid");
}
