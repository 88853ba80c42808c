import type { ServiceContext } from "@/server/platform/context";
import { expireQuote, overdueQuotes } from "./acceptance/service";

/** Frees the goods of offers whose hour has passed; that they are over was true without it. */
export async function expireOverdueQuotes(ctx: ServiceContext): Promise<{ expired: number }> {
  let expired = 0;
  for (const id of await overdueQuotes(ctx)) if (await expireQuote(ctx, id)) expired += 1;
  return { expired };
}
