import { type Meters, measure } from "../measure";
import type { Running } from "../processes";
import { bar, printRow, type Row } from "../report";
import type { World } from "../world";

export interface Api {
  product: Running;
  floor: Running;
  meters: Meters;
  world: World;
  seconds: number;
}

const connections = 32;
const origin = (server: Running) => `http://127.0.0.1:${server.port}`;

/** The floor first, then the product, one after the other on the same machine. */
async function pair(
  api: Api,
  name: string,
  requests: { floor: readonly string[]; product: readonly string[]; headers?: Record<string, string>; post?: boolean },
): Promise<Row> {
  const { seconds, meters } = api;
  const common = { connections, seconds, post: requests.post };
  const floor = await measure(`${name} (floor)`, api.floor, meters, {
    ...common,
    origin: origin(api.floor),
    paths: requests.floor,
    headers: {},
  });
  printRow(floor);
  const product = await measure(name, api.product, meters, {
    ...common,
    origin: origin(api.product),
    paths: requests.product,
    headers: requests.headers ?? {},
  });
  printRow({ ...product, floor });
  return { ...product, floor };
}

const ratio = ({ cpuMicros, floor }: Row) => (floor ? cpuMicros / floor.cpuMicros : Number.NaN);
const inputOf = (value: object) => encodeURIComponent(JSON.stringify(value));

export async function health(api: Api): Promise<void> {
  await pair(api, "health", { floor: ["/healthz"], product: ["/healthz"] });
}

export async function read(api: Api): Promise<void> {
  const { world } = api;
  const row = await pair(api, "point read (catalog.get)", {
    floor: world.itemIds.map((id) => `/item/${id}`),
    product: world.itemIds.map((itemId) => `/api/trpc/catalog.get?input=${inputOf({ itemId })}`),
    headers: { cookie: world.cookie },
  });
  bar("point read, CPU", ratio(row), 3, "×");
}

export async function list(api: Api): Promise<void> {
  const { world } = api;
  const row = await pair(api, "list of 50 (catalog.list)", {
    floor: world.pages.map(({ key, id }) => `/items?key=${encodeURIComponent(key)}&id=${id}`),
    product: world.pages.map(({ cursor }) => `/api/trpc/catalog.list?input=${inputOf({ limit: 50, cursor })}`),
    headers: { cookie: world.cookie },
  });
  bar("list of 50, CPU", ratio(row), 3, "×");
}

export async function order(api: Api): Promise<void> {
  const { sellable } = api.world;
  const three = sellable.map((item, at) =>
    [item, sellable[(at + 67) % sellable.length], sellable[(at + 131) % sellable.length]]
      .map((id) => `item=${id}`)
      .join("&"),
  );
  const row = await pair(api, "order of 3 lines (service)", {
    floor: three.map((query) => `/order?${query}`),
    product: three.map((query) => `/bench/order?${query}`),
    post: true,
  });
  bar("order of 3 lines, CPU", ratio(row), 12, "×");
}

export async function webhook(api: Api): Promise<void> {
  const { world, meters, seconds } = api;
  const secret = process.env.META_APP_SECRET ?? "";
  const meta = { secret, phoneNumberId: world.phoneNumberId };
  const path = "/api/webhooks/meta/meta-platform";
  const job = { connections, headers: {}, meta };
  const to = (server: Running, name: string) => ({ ...job, origin: origin(server), paths: [name] });
  const floor = await measure("webhook, flat out (floor)", api.floor, meters, {
    ...to(api.floor, "/webhook"),
    seconds,
  });
  printRow(floor);
  const full = await measure("webhook, flat out", api.product, meters, { ...to(api.product, path), seconds });
  printRow({ ...full, floor });
  const steady = await measure("webhook, 50 a second", api.product, meters, {
    ...to(api.product, path),
    seconds: seconds * 2,
    ratePerSecond: 50,
  });
  printRow(steady);
  bar("webhook at 50 a second, p99", steady.load.p99, 60, "ms");
  bar("webhook, failed", full.load.failed + steady.load.failed, 0, "requests");
}
