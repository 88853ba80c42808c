export { Amount } from "./amount";
export { Code } from "./code";
export { Person, Phone } from "./person";
export { Qty } from "./qty";
export { ConfidenceBar, type ConversationMode, LiveDot, ModeIcon, StockBar, WaitChip, WindowRing } from "./signs";
export { useNow } from "./use-now";
export { When } from "./when";
