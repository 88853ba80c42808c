import { setTimeout as wait } from "node:timers/promises";
import { answerAfterRelease, answerMessage, waitBeforeTurn } from "@/server/modules/assistant/jobs";
import { messageReceived, modeChanged } from "@/server/modules/conversations/events";
import { onEvent } from "../client";

const key = "event.data.payload.conversationId";

export const assistantFunctions = [
  // The wait is shorter than a step costs, so it stays inside the one call.
  onEvent({ id: "assistant.answer", event: messageReceived, key, limit: 2 }, async (ctx, message) => {
    await wait(await waitBeforeTurn(ctx, message));
    return answerMessage(ctx, message);
  }),
  onEvent({ id: "assistant.answer-after-release", event: modeChanged, key }, answerAfterRelease),
];
