import type { APIRequestContext } from "@playwright/test";
import { expect } from "@playwright/test";
import { demoPassword } from "../../prisma/seed/logins";
import { baseUrl, business } from "./product";

/** Signs in as the form does, without its page. */
export async function signIn(request: APIRequestContext, email: string, password = demoPassword): Promise<void> {
  const { csrfToken } = (await (await request.get(`${baseUrl}/api/auth/csrf`)).json()) as { csrfToken: string };
  const answer = await request.post(`${baseUrl}/api/auth/callback/credentials`, {
    form: { csrfToken, email, password, json: "true" },
  });
  expect(answer.status(), `${email} signs in`).toBe(200);
  expect(await answer.text()).not.toContain("error=");
}

/** The product's API as that person: what a journey needs before it starts goes through the front door too. */
export function apiOf(request: APIRequestContext, tenant = business) {
  const headers = { "x-mostrador-tenant": tenant, origin: baseUrl };
  const read = async <T>(answer: Awaited<ReturnType<APIRequestContext["get"]>>, name: string): Promise<T> => {
    const body = (await answer.json()) as { result?: { data: T }; error?: unknown };
    if (!body.result) throw new Error(`${name}: ${JSON.stringify(body)}`);
    return body.result.data;
  };
  return {
    query: async <T>(name: string, input: unknown = {}): Promise<T> =>
      read<T>(
        await request.get(`${baseUrl}/api/trpc/${name}?input=${encodeURIComponent(JSON.stringify(input))}`, {
          headers,
        }),
        name,
      ),
    mutate: async <T>(name: string, input: unknown = {}): Promise<T> =>
      read<T>(await request.post(`${baseUrl}/api/trpc/${name}`, { headers, data: input }), name),
  };
}
