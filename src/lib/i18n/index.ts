export { type AreaName, type MessageKey, type Messages, messagesFor, pickMessages } from "./catalog";
export {
  isLanguage,
  type Language,
  LOCALE_COOKIE,
  type Locale,
  languageOf,
  localeFor,
  preferredLanguage,
} from "./locale";
export { createTranslate, type Translate } from "./translate";
