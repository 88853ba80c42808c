import { createServer, type Server } from "node:http";
import type { Inngest, InngestFunction } from "inngest";
import { serve } from "inngest/node";

export type TestApp = { url: string; stop(): Promise<void> };

/** The smallest app with a real `serve()` route. */
export async function startApp(
  client: Inngest.Any,
  functions: readonly InngestFunction.Any[],
  port = 0,
): Promise<TestApp> {
  const handler = serve({ client, functions: [...functions] });
  const server: Server = createServer((request, response) => {
    if (request.url?.startsWith("/api/inngest")) handler(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the app has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
