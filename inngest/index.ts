import { Hono } from "hono";
import { serve } from "inngest/hono";
import { jobClient } from "@/server/platform/jobs";
import { functions } from "./functions";

const app = new Hono().on(
  ["GET", "POST", "PUT"],
  "/api/inngest",
  serve({ client: jobClient, functions, servePath: "/api/inngest" }),
);

/** The job runner's door, for whoever mounts it. */
export const inngestHandler = (request: Request): Response | Promise<Response> => app.fetch(request);
