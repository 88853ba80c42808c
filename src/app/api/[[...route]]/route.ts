import { inngestHandler } from "@inngest/index";
import { ensureStarted } from "@/server/composition/boot";
import { createApp } from "@/server/http/app";

const app = createApp({ jobs: inngestHandler });

async function answer(request: Request): Promise<Response> {
  ensureStarted();
  return app.fetch(request);
}

export const dynamic = "force-dynamic";
export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
