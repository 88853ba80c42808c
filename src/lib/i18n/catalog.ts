import type { Language, Locale } from "./locale";
import type { Area, Message } from "./message";
import { authEn } from "./messages/auth.en";
import { authEs } from "./messages/auth.es";
import { catalogEn } from "./messages/catalog.en";
import { catalogEs } from "./messages/catalog.es";
import { commonEn } from "./messages/common.en";
import { commonEs } from "./messages/common.es";
import { errorsEn } from "./messages/errors.en";
import { errorsEs } from "./messages/errors.es";
import { homeEn } from "./messages/home.en";
import { homeEs } from "./messages/home.es";
import { inboxEn } from "./messages/inbox.en";
import { inboxEs } from "./messages/inbox.es";
import { inventoryEn } from "./messages/inventory.en";
import { inventoryEs } from "./messages/inventory.es";
import { marketingEn } from "./messages/marketing.en";
import { marketingEs } from "./messages/marketing.es";
import { sellingEn } from "./messages/selling.en";
import { sellingEs } from "./messages/selling.es";
import { settingsEn } from "./messages/settings.en";
import { settingsEs } from "./messages/settings.es";
import { voseo } from "./messages/voseo";

const es = {
  common: commonEs,
  auth: authEs,
  marketing: marketingEs,
  home: homeEs,
  inbox: inboxEs,
  catalog: catalogEs,
  inventory: inventoryEs,
  selling: sellingEs,
  settings: settingsEs,
  errors: errorsEs,
};

export type Spanish = typeof es;
export type AreaName = keyof Spanish;
export type MessageKey = { [A in AreaName]: `${A}.${keyof Spanish[A] & string}` }[AreaName];
export type MessageAt<K extends MessageKey> = K extends `${infer A extends AreaName}.${infer Name}`
  ? Spanish[A][Name & keyof Spanish[A]]
  : never;

export type Messages = { readonly [A in AreaName]?: Area };

const byLanguage: Record<Language, Required<Messages>> = {
  es,
  en: {
    common: commonEn,
    auth: authEn,
    marketing: marketingEn,
    home: homeEn,
    inbox: inboxEn,
    catalog: catalogEn,
    inventory: inventoryEn,
    selling: sellingEn,
    settings: settingsEn,
    errors: errorsEn,
  },
};

function withVoseo(messages: Required<Messages>): Required<Messages> {
  const areas: Record<AreaName, Record<string, Message>> = structuredClone(messages);
  for (const [key, message] of Object.entries(voseo)) {
    const dot = key.indexOf(".");
    areas[key.slice(0, dot) as AreaName][key.slice(dot + 1)] = message;
  }
  return areas;
}

const byLocale: Record<Locale, Required<Messages>> = { ...byLanguage, "es-AR": withVoseo(byLanguage.es) };

export function messagesFor(locale: Locale): Required<Messages> {
  return byLocale[locale];
}

/** The part of the messages a page's islands need; what is not named is not sent to the browser. */
export function pickMessages(locale: Locale, areas: readonly AreaName[]): Messages {
  const messages = messagesFor(locale);
  return Object.fromEntries(areas.map((area) => [area, messages[area]]));
}
