export { expireQuote, overdueQuotes } from "./acceptance/service";
