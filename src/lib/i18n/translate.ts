import type { CountryCode } from "../format/country";
import { formatNumber } from "../format/number";
import type { AreaName, MessageAt, MessageKey, Messages } from "./catalog";
import { type ArgumentsOf, fill } from "./message";

export type Translate = <K extends MessageKey>(key: K, ...values: ArgumentsOf<MessageAt<K>>) => string;

/** Numbers inside texts follow the country, like all the others on the screen. */
export function createTranslate(messages: Messages, country: CountryCode = "CO"): Translate {
  const write = (value: number) => formatNumber(value, country);
  return (key, ...[values]) => {
    const dot = key.indexOf(".");
    const message = messages[key.slice(0, dot) as AreaName]?.[key.slice(dot + 1)];
    // A missing key cannot compile; a missing area can only mean that an island's provider forgot to name it.
    if (message === undefined) throw new TypeError(`no text for ${key}: is its area in the provider?`);
    return fill(message, values ?? {}, write);
  };
}
