import { type Language, LOCALE_COOKIE } from "../i18n/locale";
import { THEME_COOKIE, type Theme } from "../theme/theme";

const YEAR_SECONDS = 31_536_000;

function remember(name: string, value: string) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in one of the browsers we serve.
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}

/** Takes effect at once; the server reads the cookie from the next page on. */
export function chooseTheme(theme: Theme) {
  remember(THEME_COOKIE, theme);
  document.documentElement.dataset.theme = theme;
}

/** Texts come from the server, so the caller refreshes the page afterwards. */
export function chooseLanguage(language: Language) {
  remember(LOCALE_COOKIE, language);
}

export const RAIL_COOKIE = "mostrador.rail";

export function rememberRail(isOpen: boolean) {
  remember(RAIL_COOKIE, isOpen ? "open" : "closed");
}
