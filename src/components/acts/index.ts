export { Composer, type ComposerProps } from "./composer";
export { DecisionCard, type DecisionCardProps } from "./decision-card";
export { type Difference, DiffView } from "./diff-view";
export { DocumentPreview } from "./document-preview";
export { type Evidence, EvidenceList } from "./evidence-list";
export { ImportProgress } from "./import-progress";
export { type DeliveryState, MessageBubble, type MessageBubbleProps } from "./message-bubble";
