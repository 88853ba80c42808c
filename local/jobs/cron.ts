import { Cron } from "croner";
import { startRun } from "./admission";
import { newId } from "./ids";
import type { Work } from "./work";

const ZONE = /^(?:TZ|CRON_TZ)=(\S+)\s+/;

function scheduleOf(expression: string): Cron {
  const zone = ZONE.exec(expression)?.[1];
  return new Cron(expression.replace(ZONE, ""), { paused: true, timezone: zone ?? "UTC" });
}

/** The first tick after `after`. */
export function nextTick(expression: string, after: Date): Date {
  const next = scheduleOf(expression).nextRun(after);
  if (next === null) throw new Error(`"${expression}" never happens`);
  return next;
}

/** The newest tick in (`from`, `now`], for a start after a stop: what was missed before it is not made up for. */
export function lastTick(expression: string, from: Date, now: Date): Date {
  // The library looks strictly before its reference, so the reference is put just after now and what is too new is passed over.
  const recent = scheduleOf(expression).previousRuns(3, new Date(now.getTime() + 1_000));
  return recent.find((tick) => tick <= now && tick > from) ?? from;
}

/** Keeps the next tick of a schedule that did not change, so that a restart still knows what it missed. */
export async function syncSchedules(work: Work): Promise<void> {
  const wanted = work.registry.functions.flatMap(({ config }) =>
    config.triggers.flatMap(({ cron }) => (cron === undefined ? [] : [{ fnId: config.id, cron }])),
  );
  await work.db.query(
    `delete from jobs.cron where (fn_id, expression) not in (select * from unnest($1::text[], $2::text[]))`,
    [wanted.map(({ fnId }) => fnId), wanted.map(({ cron }) => cron)],
  );
  for (const { fnId, cron } of wanted) {
    await work.db.query(
      "insert into jobs.cron (fn_id, expression, next_at) values ($1, $2, $3) on conflict (fn_id, expression) do nothing",
      [fnId, cron, nextTick(cron, work.now)],
    );
  }
}

/** Moving the tick forward is the claim: of two executors, the one whose update finds the old tick starts the run. */
export async function fireSchedules(work: Work): Promise<number> {
  const { rows } = await work.db.query<{ fn_id: string; expression: string; next_at: Date }>(
    "select fn_id, expression, next_at from jobs.cron where next_at <= $1 order by next_at limit 50 for update skip locked",
    [work.now],
  );
  for (const { fn_id, expression, next_at } of rows) {
    const tick = lastTick(expression, next_at, work.now);
    await work.db.query("update jobs.cron set next_at = $3 where fn_id = $1 and expression = $2", [
      fn_id,
      expression,
      nextTick(expression, work.now),
    ]);
    const fn = work.registry.find(fn_id);
    if (fn === undefined) continue;
    const event = {
      id: newId(work.now.getTime()),
      name: "inngest/scheduled.timer",
      data: { cron: expression },
      ts: tick.getTime(),
    };
    await startRun(work, fn, [event]);
  }
  return rows.length;
}
