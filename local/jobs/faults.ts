import { z } from "zod";

/** Rates are shares of calls in [0, 1]. */
export const faultSettings = z.object({
  duplicate: z.number().min(0).max(1).default(0),
  delayMs: z.number().min(0).max(60_000).default(0),
  reorder: z.boolean().default(false),
  lostAnswers: z.number().min(0).max(1).default(0),
  duplicateEvents: z.number().min(0).max(1).default(0),
  seed: z.number().int().default(1),
});
export type FaultSettings = z.infer<typeof faultSettings>;

export type Faults = {
  readonly settings: FaultSettings;
  set(settings: FaultSettings): void;
  /** True for the given share of calls, the same ones for the same seed. */
  hits(rate: number): boolean;
  delayMs(): number;
};

/** Mulberry32: small, and good enough to choose victims. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function createFaults(): Faults {
  let settings = faultSettings.parse({});
  let random = generator(settings.seed);
  return {
    get settings() {
      return settings;
    },
    set(next) {
      settings = next;
      random = generator(next.seed);
    },
    hits: (rate) => rate > 0 && random() < rate,
    delayMs: () => (settings.delayMs === 0 ? 0 : Math.floor(random() * settings.delayMs)),
  };
}
