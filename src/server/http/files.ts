import { Hono } from "hono";
import { limits } from "@/lib/limits";
import { serviceContextFor, sessionOf } from "@/server/composition/request-context";
import { createImport, failedRowsCsv } from "@/server/modules/catalog/public";
import { refusal } from "./refusal";
import type { HttpEnv } from "./security";
import { readBody } from "./webhooks/body";

/** Percent-encoded by our pages; anything else is taken as it stands. */
function nameIn(header = "productos.csv"): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}

/** Bytes in and out that are not JSON. */
export const filesApp = new Hono<HttpEnv>()
  .post("/imports", async (c) => {
    c.set("route", "files.import");
    const session = await sessionOf(c.req.header("cookie"));
    const ctx = await serviceContextFor(session, c.req.header("x-mostrador-tenant") ?? null, c.get("requestId"));
    const bytes = await readBody(c.req.raw, limits.importBytes);
    if (!bytes) return refusal(c, "body_too_large");
    const fileName = nameIn(c.req.header("x-file-name")).slice(0, 200);
    return c.json(await createImport(ctx, { fileName, bytes }), 201);
  })
  .get("/imports/:id/errors.csv", async (c) => {
    c.set("route", "files.import_errors");
    const session = await sessionOf(c.req.header("cookie"));
    const ctx = await serviceContextFor(session, c.req.query("tenant") ?? null, c.get("requestId"));
    const csv = await failedRowsCsv(ctx, { importId: c.req.param("id") });
    return c.body(csv, 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="filas-por-corregir.csv"',
    });
  });
