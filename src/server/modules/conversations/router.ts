import { router, tenantProcedure } from "@/server/http/trpc/init";
import { connectChannelInput } from "./channel/schema";
import { connectChannel, listChannels } from "./channel/service";
import { conversationInput, heartbeatInput, setAiInput, stealInput } from "./control/schema";
import {
  closeConversation,
  keepLease,
  releaseConversation,
  reopenConversation,
  setAiPolicy,
  stealConversation,
  takeConversation,
} from "./control/service";
import {
  addNoteInput,
  countConversationsInput,
  customerConversationsInput,
  getConversationInput,
  listConversationsInput,
  threadInput,
} from "./inbox/schema";
import {
  addNote,
  countConversations,
  getConversation,
  listConversations,
  listCustomerConversations,
  listThread,
  markRead,
} from "./inbox/service";
import { retryMessageInput, sendMessageInput } from "./outbound/schema";
import { retryMessage, sendMessage } from "./outbound/service";
import { listTemplates } from "./template/service";

export const conversationsRouter = router({
  list: tenantProcedure.input(listConversationsInput).query(({ ctx, input }) => listConversations(ctx.service, input)),
  counts: tenantProcedure
    .input(countConversationsInput)
    .query(({ ctx, input }) => countConversations(ctx.service, input)),
  ofCustomer: tenantProcedure
    .input(customerConversationsInput)
    .query(({ ctx, input }) => listCustomerConversations(ctx.service, input)),
  get: tenantProcedure.input(getConversationInput).query(({ ctx, input }) => getConversation(ctx.service, input)),
  thread: tenantProcedure.input(threadInput).query(({ ctx, input }) => listThread(ctx.service, input)),
  send: tenantProcedure.input(sendMessageInput).mutation(({ ctx, input }) => sendMessage(ctx.service, input)),
  retry: tenantProcedure.input(retryMessageInput).mutation(({ ctx, input }) => retryMessage(ctx.service, input)),
  take: tenantProcedure.input(conversationInput).mutation(({ ctx, input }) => takeConversation(ctx.service, input)),
  steal: tenantProcedure.input(stealInput).mutation(({ ctx, input }) => stealConversation(ctx.service, input)),
  release: tenantProcedure
    .input(conversationInput)
    .mutation(({ ctx, input }) => releaseConversation(ctx.service, input)),
  setAi: tenantProcedure.input(setAiInput).mutation(({ ctx, input }) => setAiPolicy(ctx.service, input)),
  close: tenantProcedure.input(conversationInput).mutation(({ ctx, input }) => closeConversation(ctx.service, input)),
  reopen: tenantProcedure.input(conversationInput).mutation(({ ctx, input }) => reopenConversation(ctx.service, input)),
  keepLease: tenantProcedure.input(heartbeatInput).mutation(({ ctx, input }) => keepLease(ctx.service, input)),
  addNote: tenantProcedure.input(addNoteInput).mutation(({ ctx, input }) => addNote(ctx.service, input)),
  markRead: tenantProcedure.input(getConversationInput).mutation(({ ctx, input }) => markRead(ctx.service, input)),
  templates: tenantProcedure.query(({ ctx }) => listTemplates(ctx.service)),
  channels: tenantProcedure.query(({ ctx }) => listChannels(ctx.service)),
  connectChannel: tenantProcedure
    .input(connectChannelInput)
    .mutation(({ ctx, input }) => connectChannel(ctx.service, input)),
});
