import type { SimClock } from "@local/kit/clock";
import { listen } from "@local/kit/http";
import { Hono } from "hono";
import { controlRoutes } from "./control";
import { graphRoutes, reviewTemplate } from "./graph";
import { META_LIMITS } from "./limits";
import { createMediaShelf, type MediaShelf } from "./media";
import { startStatuses } from "./statuses";
import { createWorld, type MetaConfig, type World } from "./world";

export type Meta = { url: string; port: number; world: World; shelf: MediaShelf; stop: () => Promise<void> };

/** Starts the WhatsApp Cloud API simulator. `port: 0` takes a free one. */
export async function startMeta(
  options: Omit<MetaConfig, "limits" | "appKey"> &
    Partial<Pick<MetaConfig, "limits" | "appKey">> & { port: number; clock: SimClock },
): Promise<Meta> {
  const { port, clock, ...config } = options;
  const world = createWorld(
    { ...config, limits: config.limits ?? META_LIMITS, appKey: config.appKey ?? "meta-platform" },
    clock,
  );
  const shelf = createMediaShelf(world);
  const stopStatuses = startStatuses(world);
  // A review that a stop cut short is finished now.
  for (const { id, status } of world.templates.all()) if (status === "PENDING") reviewTemplate(world, id, "APPROVED");
  const app = new Hono();
  app.route("/", controlRoutes(world, shelf));
  app.route("/", graphRoutes(world, shelf));
  app.notFound((c) =>
    c.json({ error: { message: "Unknown path components", type: "OAuthException", code: 2500 } }, 400),
  );
  const server = await listen(app, port);
  return {
    url: server.url,
    port: server.port,
    world,
    shelf,
    async stop() {
      stopStatuses();
      world.webhooks.stop();
      await server.stop();
      await world.deliveries.stop();
      world.store.close();
    },
  };
}
