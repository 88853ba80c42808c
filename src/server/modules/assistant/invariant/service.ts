import type { ServiceContext } from "@/server/platform/context";
import { turnInvariants } from "./repository";

/** Broken promises, in words; empty when all hold. */
export async function verifyInvariants(ctx: ServiceContext): Promise<string[]> {
  ctx.require("audit:read");
  const check = turnInvariants(ctx.read);
  const broken: string[] = [];
  const repeated = await check.countRepeatedTurns();
  if (repeated > 0) broken.push(`assistant: ${repeated} messages that two turns claim`);
  const lost = await check.countAnswersWithoutMessage();
  if (lost > 0) broken.push(`assistant: ${lost} turns whose answer is not a message of the bot`);
  return broken;
}
