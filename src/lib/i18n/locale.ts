import type { CountryCode } from "../format/country";

export const LANGUAGES = ["es", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
/** Argentina says «vos»; every other difference between countries is in `lib/format`. */
export type Locale = Language | "es-AR";

export const LOCALE_COOKIE = "mostrador.locale";

export const isLanguage = (value: string | undefined): value is Language => value === "es" || value === "en";

export function languageOf(locale: Locale): Language {
  return locale === "en" ? "en" : "es";
}

export function localeFor(language: Language, country?: CountryCode): Locale {
  return language === "es" && country === "AR" ? "es-AR" : language;
}

/** The first of the reader's languages that we speak; Spanish when they named none. */
export function preferredLanguage(acceptLanguage: string | null | undefined): Language {
  const ranked = (acceptLanguage ?? "")
    .split(",")
    .map((entry) => {
      const [tag = "", ...parameters] = entry.trim().toLowerCase().split(";");
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find(Boolean);
      return { language: tag.split("-")[0], quality: Number(quality ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return ranked.map(({ language }) => language).find(isLanguage) ?? "es";
}
