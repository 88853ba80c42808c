export {
  acceptQuoteByToken,
  declineQuoteByToken,
  markQuoteViewed,
  payQuoteByToken,
  quoteByToken,
} from "./acceptance/service";
export { quoteCode } from "./domain";
export { conventionOf, percentText, quoteText } from "./message/domain";
export type { QuoteView } from "./schema";
export { verifyInvariants } from "./service";
