import { type SystemRoleKey, systemRoles } from "@/lib/permissions";
import { systemContext } from "@/server/composition/tenants";
import { openSessionFor } from "@/server/modules/access/public";
import { sealSession, sessionCookieName } from "@/server/platform/session-cookie";
import type { TestTenant } from "./fixtures";

/** Stands where the job runner's door is: only the entries import the real one. */
export const jobs = (): Response => new Response(null, { status: 202 });

export const origin = "http://localhost:3000";
export const roles = Object.keys(systemRoles) as SystemRoleKey[];

/** The cookie of a fresh session of that member. */
export async function cookieOf(tenant: TestTenant, role: SystemRoleKey = "owner"): Promise<string> {
  const { accountId } = tenant.members[role];
  const token = await openSessionFor(systemContext(), { accountId, tenantId: tenant.info.id, userAgent: null });
  return `${sessionCookieName()}=${sealSession(token)}`;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The refusal's code, of either shape. */
  code: string | null;
  data: unknown;
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  let json: { result?: { data?: unknown }; error?: { data?: { code?: string } }; code?: string } | null = null;
  try {
    json = JSON.parse(text);
  } catch {
    json = null;
  }
  return {
    status: response.status,
    headers: response.headers,
    text,
    code: json?.error?.data?.code ?? json?.code ?? null,
    data: json?.result?.data,
  };
}

export type Fetcher = (request: Request) => Response | Promise<Response>;

/** Calls procedures over HTTP as a browser of ours would. */
export function callerOf(fetcher: Fetcher, headers: Record<string, string> = {}) {
  const send = async (path: string, init?: RequestInit) =>
    answerOf(await fetcher(new Request(`${origin}${path}`, { ...init, headers: { ...headers, ...init?.headers } })));
  return {
    send,
    query: (name: string, input?: unknown) =>
      send(
        `/api/trpc/${name}${input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input) ?? "")}`}`,
      ),
    mutate: (name: string, input?: unknown, init: RequestInit = {}) =>
      send(`/api/trpc/${name}`, {
        method: "POST",
        body: JSON.stringify(input) ?? "",
        ...init,
        headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", ...init.headers },
      }),
  };
}
