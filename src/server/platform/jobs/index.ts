import { Inngest } from "inngest";

/** The one client of the job runner: Inngest, or the embedded executor that speaks its protocol. */
export const jobClient = new Inngest({ id: "mostrador", checkpointing: false });

export interface JobEvent {
  id: string;
  name: string;
  data: { tenantId: string; eventId: string; version: number; requestId: string | null; payload: unknown };
  ts: number;
}

/** Hands published facts over; the ids make a repeat harmless for a day, the listeners' own keys after that. */
export async function sendJobEvents(events: readonly JobEvent[]): Promise<void> {
  if (events.length === 0) return;
  await jobClient.send([...events]);
}
