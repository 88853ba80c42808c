import { type Clock, clockFrom } from "@/server/platform/clock";
import { env } from "@/server/platform/env";
import { type Ids, randomIds } from "@/server/platform/ids";

const key = Symbol.for("mostrador.runtime");
interface Runtime {
  clock: Clock;
  ids: Ids;
}
const store = globalThis as { [key]?: Runtime };

/** The process's clock and ids, shared by whichever bundle asks. */
export function runtime(): Runtime {
  if (!store[key]) {
    const clock = clockFrom(env.clock);
    store[key] = { clock, ids: randomIds(clock) };
  }
  return store[key];
}

/** Demo data and tests bring their own clock and ids. */
export function replaceRuntime(replacement: Runtime): void {
  store[key] = replacement;
}
