import "server-only";
import { type CreateTRPCClient, createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import { headers } from "next/headers";
import type { ErrorCode } from "@/lib/errors";
import { selfFetch } from "@/server/platform/egress/self";
import type { AppRouter } from "./root";

/**
 * What a page uses to read: the same procedures, in this process, with the visitor's cookie. `slug` is the business of the address;
 * without it the one the server found in the path.
 */
export async function getServerTrpc(slug?: string): Promise<CreateTRPCClient<AppRouter>> {
  const incoming = await headers();
  const tenant = slug ?? incoming.get("x-mostrador-tenant") ?? "";
  const forwarded: Record<string, string> = {
    cookie: incoming.get("cookie") ?? "",
    "accept-language": incoming.get("accept-language") ?? "es",
  };
  if (tenant) forwarded["x-mostrador-tenant"] = tenant;
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: "http://self/api/trpc",
        headers: forwarded,
        fetch: (input, init) => selfFetch(new Request(input as string, init as RequestInit)),
      }),
    ],
  });
}

/** The refusal behind a failed read, for `notFound()` and redirects; null when it was something else. */
export function refusalOf(error: unknown): ErrorCode | null {
  if (!(error instanceof TRPCClientError)) return null;
  const data = error.data as { code?: ErrorCode } | null | undefined;
  return data?.code ?? null;
}
