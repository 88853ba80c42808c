import type { Brand } from "./brand";

export type TenantId = Brand<string, "TenantId">;
export type AccountId = Brand<string, "AccountId">;
export type SessionId = Brand<string, "SessionId">;
export type MemberId = Brand<string, "MemberId">;
export type RoleId = Brand<string, "RoleId">;
export type BranchId = Brand<string, "BranchId">;
export type CustomerId = Brand<string, "CustomerId">;
export type ContactPointId = Brand<string, "ContactPointId">;
export type ProductId = Brand<string, "ProductId">;
export type ItemId = Brand<string, "ItemId">;
export type CategoryId = Brand<string, "CategoryId">;
export type TaxId = Brand<string, "TaxId">;
export type PriceListId = Brand<string, "PriceListId">;
export type ImportRunId = Brand<string, "ImportRunId">;
export type LocationId = Brand<string, "LocationId">;
export type MovementId = Brand<string, "MovementId">;
export type ReservationId = Brand<string, "ReservationId">;
export type TransferId = Brand<string, "TransferId">;
export type ChannelId = Brand<string, "ChannelId">;
export type ConversationId = Brand<string, "ConversationId">;
export type MessageId = Brand<string, "MessageId">;
export type OutboundId = Brand<string, "OutboundId">;
export type TurnId = Brand<string, "TurnId">;
export type OrderId = Brand<string, "OrderId">;
export type ChargeId = Brand<string, "ChargeId">;
export type PaymentId = Brand<string, "PaymentId">;
export type QuoteId = Brand<string, "QuoteId">;
export type AlertId = Brand<string, "AlertId">;
export type ProposalId = Brand<string, "ProposalId">;
export type NotificationId = Brand<string, "NotificationId">;

/** Ids are 26-character lower-case Crockford ULIDs; anything else is not an id of ours. */
export const idPattern = /^[0-9a-hjkmnp-tv-z]{26}$/;
