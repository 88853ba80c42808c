import "server-only";
import { cookies, headers } from "next/headers";
import type { CountryCode } from "../format";
import { messagesFor } from "./catalog";
import { isLanguage, type Language, LOCALE_COOKIE, type Locale, localeFor, preferredLanguage } from "./locale";
import { createTranslate, type Translate } from "./translate";

/** The cookie of whoever chose; else what the browser asks for; else Spanish. */
export async function getLanguage(): Promise<Language> {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  return isLanguage(chosen) ? chosen : preferredLanguage((await headers()).get("accept-language"));
}

export async function getLocale(country?: CountryCode): Promise<Locale> {
  return localeFor(await getLanguage(), country);
}

/** For server components and metadata. Inside a business pass its country: it decides «vos» and how numbers look. */
export async function getT(country?: CountryCode): Promise<Translate> {
  return createTranslate(messagesFor(await getLocale(country)), country);
}
