export {
  CONVENTIONS,
  COUNTRIES,
  type CountryCode,
  type CountryConvention,
  isCountryCode,
  MINUS,
  NBSP,
} from "./country";
export {
  formatDate,
  formatDateTime,
  formatDuration,
  formatLongDate,
  formatRelative,
  formatShortDate,
  formatTime,
  isSameDay,
  type Language,
  type TimeFrame,
} from "./date";
export { currencyDecimals, formatMoney, type MoneyOptions, readAmount, type WireMoney } from "./money";
export { formatNumber, formatPercent, type NumberOptions } from "./number";
export { formatPhone } from "./phone";
export { formatQuantity, type QuantityOptions, readQuantity } from "./quantity";
export { formatNamedTaxId, formatTaxId } from "./tax-id";
