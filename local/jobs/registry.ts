import type { Pool } from "pg";
import type { z } from "zod";
import { isTrue } from "./expressions";
import { type EventPayload, type FunctionConfig, functionConfig, type registration } from "./protocol";

export type RegisteredFunction = {
  config: FunctionConfig /** Path and query of the app's endpoint for this function. */;
  path: string;
};

/** The functions an app has registered, kept in memory because every event asks for them. */
export class Registry {
  #functions = new Map<string, RegisteredFunction>();
  #byEvent = new Map<string, { fn: RegisteredFunction; expression: string | null }[]>();

  #registered = new Map<string, string>();

  constructor(private readonly pool: Pool) {}

  get functions(): readonly RegisteredFunction[] {
    return [...this.#functions.values()];
  }

  find(id: string): RegisteredFunction | undefined {
    return this.#functions.get(id);
  }

  async load(): Promise<void> {
    const { rows } = await this.pool.query<{ path: string; config: unknown }>(
      "select path, config from jobs.fn where is_active",
    );
    this.#functions = new Map();
    this.#byEvent = new Map();
    for (const { path, config } of rows) {
      const fn = { config: functionConfig.parse(config), path };
      this.#functions.set(fn.config.id, fn);
      for (const { event, expression } of fn.config.triggers) {
        if (event === undefined) continue;
        this.#byEvent.set(event, [...(this.#byEvent.get(event) ?? []), { fn, expression: expression ?? null }]);
      }
    }
  }

  /** True when something changed. A function the app no longer has is kept for the runs that still name it, but starts no more. */
  async register(app: z.infer<typeof registration>): Promise<boolean> {
    const registered = JSON.stringify(app);
    if (this.#registered.get(app.appName) === registered) return false; // an app says the same again every few seconds
    const rows = app.functions.map((config) => {
      const url = new URL(config.steps.step?.runtime.url ?? app.url);
      return { id: config.id, path: `${url.pathname}${url.search}`, config: JSON.stringify(config) };
    });
    const { rowCount } = await this.pool.query(
      `with incoming as (select * from unnest($2::text[], $3::text[], $4::json[]) as t(id, path, config)),
       gone as (update jobs.fn set is_active = false where app_id = $1 and is_active and id not in (select id from incoming) returning 1),
       kept as (
         insert into jobs.fn (id, app_id, path, config) select id, $1, path, config from incoming
         on conflict (id) do update set app_id = $1, path = excluded.path, config = excluded.config, is_active = true
          where fn.path <> excluded.path or fn.config::text <> excluded.config::text or not fn.is_active or fn.app_id <> $1
         returning 1)
       select 1 from gone union all select 1 from kept`,
      [app.appName, rows.map(({ id }) => id), rows.map(({ path }) => path), rows.map(({ config }) => config)],
    );
    const changed = (rowCount ?? 0) > 0;
    if (changed) await this.load();
    this.#registered.set(app.appName, registered);
    return changed;
  }

  /** Each function starts once for an event, however many of its triggers match. */
  triggeredBy(event: EventPayload): readonly RegisteredFunction[] {
    const names = [event.name, ...wildcardsOf(event.name)];
    const started = new Set<RegisteredFunction>();
    for (const { fn, expression } of names.flatMap((name) => this.#byEvent.get(name) ?? [])) {
      if (expression === null || isTrue(expression, { event })) started.add(fn);
    }
    return [...started];
  }

  isListening(eventName: string): boolean {
    return [eventName, ...wildcardsOf(eventName)].some((name) => this.#byEvent.has(name));
  }
}

/** `app/order.created` also answers to `app/*` and `app/order.*`. */
function wildcardsOf(name: string): string[] {
  return [...name.matchAll(/[/.]/g)].map(({ index }) => `${name.slice(0, index + 1)}*`);
}
