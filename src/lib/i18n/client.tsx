"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { CountryCode } from "../format";
import type { Messages } from "./catalog";
import { type Language, type Locale, languageOf } from "./locale";
import { createTranslate, type Translate } from "./translate";

type Context = {
  locale: Locale;
  messages: Messages;
  country: CountryCode;
  zone: string;
  /** The instant the server rendered at: relative times start from it, so that hydration agrees. */
  now?: string;
};

const I18nContext = createContext<Context | null>(null);

export type I18nProviderProps = Partial<Context> & { children: ReactNode };

/** Nested providers add areas to those of their parent and keep the rest. */
export function I18nProvider({ children, messages, locale, country, zone, now }: I18nProviderProps) {
  const parent = useContext(I18nContext);
  const value = useMemo<Context>(
    () => ({
      locale: locale ?? parent?.locale ?? "es",
      messages: { ...parent?.messages, ...messages },
      country: country ?? parent?.country ?? "CO",
      zone: zone ?? parent?.zone ?? "UTC",
      now: now ?? parent?.now,
    }),
    [parent, messages, locale, country, zone, now],
  );
  return <I18nContext value={value}>{children}</I18nContext>;
}

function useI18n(): Context {
  const context = useContext(I18nContext);
  if (!context) throw new TypeError("no I18nProvider above this component");
  return context;
}

export function useT(): Translate {
  const { messages, country } = useI18n();
  return useMemo(() => createTranslate(messages, country), [messages, country]);
}

/** Country, zone and language of the reader, for `lib/format`. */
export function useFrame(): { country: CountryCode; zone: string; language: Language; now?: string } {
  const { country, zone, locale, now } = useI18n();
  return { country, zone, language: languageOf(locale), now };
}
