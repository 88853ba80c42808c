import { Hono } from "hono";
import { z } from "zod";
import { type Faults, UnknownFaultError } from "./faults";

const fault = z.object({
  id: z.string(),
  on: z.boolean().default(true),
  value: z.number().optional(),
  times: z.number().int().positive().optional(),
  scope: z.string().optional(),
});
const faultsInput = z.union([
  fault.transform((one) => [one]),
  z.object({ faults: z.array(fault) }).transform((all) => all.faults),
]);

type Refusal = abstract new (...parameters: never[]) => Error;

/** The routes every simulator has beside its protocol, and how it says no: the given refusals are the caller's fault. */
export function controlApp(name: string, faults: Faults, refusals: Refusal[] = []): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 422);
    if (error instanceof SyntaxError) return c.json({ error: "the body is not JSON" }, 400);
    const isRefusal = [UnknownFaultError, ...refusals].some((kind) => error instanceof kind);
    if (isRefusal) return c.json({ error: error.message }, 422);
    console.error(name, error);
    return c.json({ error: `${name} failed` }, 500);
  });
  app.get("/__health", (c) => c.json({ ok: true }));
  app.get("/__faults", (c) => c.json({ faults: faults.list() }));
  app.post("/__faults", async (c) => {
    for (const one of faultsInput.parse(await c.req.json())) faults.set(one);
    return c.json({ faults: faults.list().filter(({ settings }) => settings.length > 0) });
  });
  app.delete("/__faults", (c) => {
    faults.clear();
    return c.json({ ok: true });
  });
  return app;
}
