import type { Load } from "./servers/generator";

export interface Row {
  name: string;
  load: Load;
  /** Of the server process, user and system. */
  cpuMicros: number;
  /** Of Postgres for the same requests; null where /proc does not tell. */
  postgresMicros: number | null;
  rssBytes: number;
  floor?: Row;
}

function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}
const cells = (values: readonly string[]) =>
  values.map((value, index) => (index === 0 ? value.padEnd(26) : value.padStart(10))).join("");

export function printHeader(): void {
  print(cells(["", "req/s", "p50 ms", "p95 ms", "p99 ms", "CPU µs", "pg µs", "RSS MB", "× floor"]));
}

export function printRow({ name, load, cpuMicros, postgresMicros, rssBytes, floor }: Row): void {
  const values = [
    (load.count / load.seconds).toFixed(0),
    load.p50.toFixed(1),
    load.p95.toFixed(1),
    load.p99.toFixed(1),
    cpuMicros.toFixed(0),
    postgresMicros === null ? "-" : postgresMicros.toFixed(0),
    (rssBytes / 1_048_576).toFixed(0),
    floor ? (cpuMicros / floor.cpuMicros).toFixed(2) : "",
  ];
  print(cells([name, ...values]));
  if (load.failed > 0) print(`  ${load.failed} of ${load.count} failed`);
}

export interface Bar {
  name: string;
  value: number;
  limit: number;
  unit: string;
}

const bars: Bar[] = [];

/** Notes a figure this release promises; all of them are printed at the end. */
export function bar(name: string, value: number, limit: number, unit: string): void {
  bars.push({ name, value, limit, unit });
}

export function printBars(): void {
  print();
  for (const { name, value, limit, unit } of bars) {
    const verdict = value <= limit ? "ok  " : "over";
    print(`${verdict}  ${name.padEnd(44)} ${value.toFixed(unit === "×" ? 2 : 1).padStart(8)} of ${limit} ${unit}`);
  }
}

export function section(title: string): void {
  print(`\n${title}`);
}

export function note(text: string): void {
  print(`  ${text}`);
}
