import { sendQuoteLink, sendReceipt, sweepConversations } from "@/server/modules/conversations/jobs";
import { quoteSent } from "@/server/modules/invoicing/events";
import { chargePaid } from "@/server/modules/payments/events";
import { everyTenant, onEvent } from "../client";

export const conversationsFunctions = [
  onEvent({ id: "conversations.send-quote", event: quoteSent, limit: 5 }, sendQuoteLink),
  onEvent({ id: "conversations.send-receipt", event: chargePaid, limit: 5 }, sendReceipt),
  everyTenant({ id: "conversations.sweep", cron: "* * * * *" }, sweepConversations),
];
