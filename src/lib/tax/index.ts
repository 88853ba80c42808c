export {
  calculate,
  cumulativeShare,
  type Discount,
  type DocumentTotals,
  type LineTotals,
  type TaxableDocument,
  type TaxableLine,
  type TaxMode,
  type TaxRounding,
  type TaxTotal,
  taxModes,
} from "./calculator";
