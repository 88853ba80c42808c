import { env } from "../env";

type Fetcher = (request: Request) => Response | Promise<Response>;
const key = Symbol.for("mostrador.app");
const shared = globalThis as { [key]?: Fetcher };

/** The self-hosted server registers its own app, so that a page's reads never leave the process. */
export function registerSelf(fetcher: Fetcher): void {
  shared[key] = fetcher;
}

/** Asks our own API: in this process where it is served, over the network where pages run alone. */
export async function selfFetch(request: Request): Promise<Response> {
  const local = shared[key];
  if (local) return local(request);
  const url = new URL(request.url);
  return fetch(new Request(`${env.publicUrl}${url.pathname}${url.search}`, request));
}
