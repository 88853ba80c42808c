import { expect, test } from "vitest";
import { lastTick, nextTick } from "./cron";

const at = (text: string) => new Date(text);

test("[P13] [PL161] a schedule is read in its zone, UTC without one", () => {
  expect(nextTick("30 7 * * *", at("2026-03-01T00:00:00Z"))).toEqual(at("2026-03-01T07:30:00Z"));
  expect(nextTick("TZ=America/Lima 30 7 * * *", at("2026-03-01T00:00:00Z"))).toEqual(at("2026-03-01T12:30:00Z"));
});

test("[P13] [PL161] [F36] a daily schedule happens once on the days the clock changes", () => {
  const zone = "TZ=America/Santiago 30 7 * * *";
  const spring = [at("2026-09-05T00:00:00Z")];
  for (let n = 0; n < 3; n++) spring.push(nextTick(zone, spring.at(-1) ?? at("2026-09-05T00:00:00Z")));
  expect(spring.slice(1).map((tick) => tick.toISOString())).toEqual([
    "2026-09-05T11:30:00.000Z",
    "2026-09-06T10:30:00.000Z",
    "2026-09-07T10:30:00.000Z",
  ]);
});

test.each([
  ["*/5 * * * *", "2026-03-01T00:05:00Z", "2026-03-01T07:12:00Z", "2026-03-01T07:10:00Z"],
  ["* * * * * *", "2026-03-01T00:05:00Z", "2026-03-02T07:12:00.400Z", "2026-03-02T07:12:00Z"],
  ["0 3 * * *", "2026-03-01T03:00:00Z", "2026-03-01T03:00:20Z", "2026-03-01T03:00:00Z"],
  ["TZ=America/Lima 0 22 * * *", "2026-03-01T03:00:00Z", "2026-03-03T10:00:00Z", "2026-03-03T03:00:00Z"],
])("[P13] [PL161] [F41] of the missed ticks of %s only the last is made up for", (expression, from, now, last) => {
  expect(lastTick(expression, at(from), at(now))).toEqual(at(last));
});
