import { type Dispatcher, Pool } from "undici";

/** The request left, or may have left, and no answer came: the outcome is unknown and must be looked up. */
export class EgressTimeout extends Error {
  override readonly name = "EgressTimeout";
}
/** The connection was refused before anything was sent: safe to try again. */
export class EgressUnreachable extends Error {
  override readonly name = "EgressUnreachable";
}

export interface ProviderClient {
  /** JSON in, JSON out; any HTTP status is an answer. */
  json(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown }>;
}

const pools = new Map<string, Pool>();
const notSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);
const maxAnswerBytes = 4_000_000;

function poolFor(origin: string): Pool {
  let pool = pools.get(origin);
  if (!pool) {
    pool = new Pool(origin, { connections: 32, pipelining: 1, connect: { timeout: 3_000 } });
    pools.set(origin, pool);
  }
  return pool;
}

async function readBounded(body: Dispatcher.ResponseData["body"]): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxAnswerBytes) throw new EgressTimeout("answer over the cap");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The only way to a configured outside service: pooled, with a deadline and a cap on what it may answer. */
export function provider(
  name: string,
  options: { baseUrl: string; headers?: Record<string, string>; timeoutMs: number },
): ProviderClient {
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/$/, "");
  return {
    async json(method, path, body, headers) {
      try {
        const answer = await poolFor(base.origin).request({
          method: method as Dispatcher.HttpMethod,
          path: `${prefix}${path}`,
          headers: {
            accept: "application/json",
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...options.headers,
            ...headers,
          },
          body: body === undefined ? null : JSON.stringify(body),
          headersTimeout: options.timeoutMs,
          bodyTimeout: options.timeoutMs,
        });
        const text = await readBounded(answer.body);
        let parsed: unknown = null;
        try {
          parsed = text ? JSON.parse(text) : null;
        } catch {
          parsed = { unparsed: true };
        }
        return { status: answer.statusCode, body: parsed };
      } catch (error) {
        if (error instanceof EgressTimeout) throw error;
        const code = (error as { code?: string }).code ?? "";
        if (notSent.has(code)) throw new EgressUnreachable(`${name}: ${code}`, { cause: error });
        throw new EgressTimeout(`${name}: ${code || "no answer"}`, { cause: error });
      }
    },
  };
}

export async function closeEgress(): Promise<void> {
  await Promise.all([...pools.values()].map((pool) => pool.close()));
  pools.clear();
}
