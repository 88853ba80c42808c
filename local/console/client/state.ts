import type { FaultView } from "../faults";
import type { PersonaView, ThreadView } from "../view";

export type Checkout = {
  id: string;
  status: "open" | "complete" | "expired";
  payment_status: string;
  amount_total: number;
  currency: string;
  url: string | null;
  created: number;
  lines: { description: string; quantity: number; amount_total: number }[];
};
export type MailRow = { id: string; at: number; from: string; to: string[]; subject: string };
export type Mail = MailRow & { text: string; html: string; attachments: { filename: string; size: number }[] };
export type Run = {
  id: string;
  functionId: string;
  status: string;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  eventName: string | null;
  error: unknown;
};

export type State = {
  clock: { now: string; offsetMs: number; isFrozen: boolean };
  appUrl: string;
  numbers: { id: string; display: string; label: string }[];
  personas: PersonaView[];
  thread?: ThreadView;
  checkouts: Checkout[];
  mails: MailRow[];
  faults: FaultView[];
  pendingWebhooks: number;
};

export type Tab = "faults" | "checkouts" | "mails" | "runs";

/** What the person is looking at. */
export const ui = {
  persona: "",
  number: "",
  tab: "faults" as Tab,
  openList: "",
  mail: undefined as Mail | undefined,
  runs: [] as Run[],
  areRunsThere: false,
};

export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(path, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const parsed = (await answer.json()) as T & { error?: string };
  if (!answer.ok) throw new Error(parsed.error ?? `La consola contestó ${answer.status}`);
  return parsed;
}
