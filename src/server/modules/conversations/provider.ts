import type { OutboundContent } from "./outbound/domain";

export interface OutgoingMessage {
  /** The business number at the provider. */
  from: string;
  to: string;
  content: OutboundContent;
  replyTo: string | null;
  /** Echoed by every status, so that a lost answer can still be reconciled. */
  reference: string;
}

/**
 * `unreached`: nothing left this machine. `unknown`: it may have been taken; repeating it could say it twice.
 * `refused` carries the provider's own code; the reaction is ours.
 */
export type SendOutcome =
  | { kind: "accepted"; providerMessageId: string; httpStatus: number }
  | { kind: "refused"; code: string; httpStatus: number }
  | { kind: "unreached" }
  | { kind: "unknown" };

export interface MessagingProvider {
  send(message: OutgoingMessage): Promise<SendOutcome>;
  /** «Escribiendo…», tied to marking the inbound as read. Best effort. */
  showTyping(message: { from: string; inboundId: string }): Promise<void>;
}
