import { describe, expect } from "vitest";
import { isAppError } from "@/lib/errors";
import type { ItemId } from "@/lib/ids";
import { milliToText, units } from "@/lib/quantity";
import { createProduct } from "@/server/modules/catalog/public";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { releaseReservations, reserveStock } from "./reservation/service";
import { adjustStock, getStock, issueForSale, receiveStock, verifyInvariants } from "./stock/service";
import { approveTransfer, cancelTransfer, receiveTransfer, requestTransfer, shipTransfer } from "./transfer/service";

/** The title says which seed ran; change it here to explore another history. */
const seed = 20_261_120;
const operations = 800;

/** Small and fast, so that a failing run can be repeated from its seed. */
function randomFrom(start: number): (below: number) => number {
  let state = start >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Cell {
  onHand: number;
  holds: Map<string, number>;
}
interface Road {
  id: string;
  item: number;
  from: number;
  to: number;
  quantity: number;
  left: number;
  status: "requested" | "approved" | "in_transit";
}

const reserved = (cell: Cell): number => [...cell.holds.values()].reduce((all, quantity) => all + quantity, 0);
const free = (cell: Cell): number => cell.onHand - reserved(cell);

/** What the shelves should hold, told without locks, ledgers or money. */
class Model {
  readonly cells = new Map<string, Cell>();
  readonly roads: Road[] = [];
  cell(item: number, branch: number): Cell {
    const key = `${item}:${branch}`;
    const cell = this.cells.get(key) ?? { onHand: 0, holds: new Map() };
    this.cells.set(key, cell);
    return cell;
  }
}

describe("stock against a model", () => {
  tenantTest(
    `[K3] [K5] [IN-56] random receipts, sales, holds, counts and transfers hold what a plain count says (seed ${seed})`,
    { timeout: 120_000 },
    async ({ tenant }) => {
      const random = randomFrom(seed);
      const owner = tenant.as("owner");
      const items: ItemId[] = [];
      for (const sku of ["M-1", "M-2", "M-3"]) {
        items.push((await createProduct(owner, { name: sku, sku })).itemId as ItemId);
      }
      const model = new Model();
      const outcomes = { done: 0, refused: 0 };
      for (let step = 0; step < operations; step += 1) {
        const shouldPass = await attempt(tenant, model, items, random, step);
        outcomes[shouldPass ? "done" : "refused"] += 1;
      }
      expect(Math.min(outcomes.done, outcomes.refused)).toBeGreaterThan(operations / 20);

      const { rows } = await getStock(owner, { itemIds: items });
      const actual = new Map(rows.map((row) => [`${items.indexOf(row.itemId as ItemId)}:${row.branchId}`, row]));
      for (const [key, cell] of model.cells) {
        const [item = "", branch = "0"] = key.split(":");
        const row = actual.get(`${item}:${tenant.branches[Number(branch) as 0 | 1].id}`);
        expect({ key, onHand: row?.onHand ?? "0", reserved: row?.reserved ?? "0" }).toEqual({
          key,
          onHand: milliToText(units(cell.onHand)),
          reserved: milliToText(units(reserved(cell))),
        });
      }
      expect(await verifyInvariants(owner)).toEqual([]);
    },
  );
});

type Attempt = { shouldPass: boolean; run: () => Promise<unknown>; apply: () => void };

/** Runs one random operation on both sides; they must agree on whether it is refused. */
async function attempt(
  tenant: TestTenant,
  model: Model,
  items: readonly ItemId[],
  random: (below: number) => number,
  step: number,
): Promise<boolean> {
  const { shouldPass, run, apply } = choose(tenant, model, items, random, step);
  let hasPassed = true;
  try {
    await run();
  } catch (error) {
    if (!isAppError(error) || error.code !== "insufficient_stock") throw error;
    hasPassed = false;
  }
  expect({ step, hasPassed }).toEqual({ step, hasPassed: shouldPass });
  if (shouldPass) apply();
  return shouldPass;
}

function choose(
  tenant: TestTenant,
  model: Model,
  items: readonly ItemId[],
  random: (below: number) => number,
  step: number,
): Attempt {
  const ctx = tenant.as("owner");
  const item = random(items.length);
  const branch = random(2);
  const itemId = items[item] as ItemId;
  const branchId = tenant.branches[branch as 0 | 1].id;
  const cell = model.cell(item, branch);
  const quantity = 1 + random(9);
  const line = { lineKey: "1", itemId, qtyMilli: units(quantity) };
  const road = model.roads[random(Math.max(1, model.roads.length))];

  switch (random(road ? 8 : 6)) {
    case 0: {
      const unitCost = `${1 + random(20)}.${10 + random(90)}`;
      return {
        shouldPass: true,
        run: () => receiveStock(ctx, { branchId, lines: [{ itemId, quantity: `${quantity}`, unitCost }] }),
        apply: () => {
          cell.onHand += quantity;
        },
      };
    }
    case 1:
      return {
        shouldPass: free(cell) >= quantity,
        run: () => ctx.transaction((tx) => issueForSale(tx, ctx, { orderId: `sale-${step}`, branchId, lines: [line] })),
        apply: () => {
          cell.onHand -= quantity;
        },
      };
    case 2:
      return {
        shouldPass: free(cell) >= quantity,
        run: () =>
          ctx.transaction((tx) =>
            reserveStock(tx, ctx, {
              subject: { kind: "order", id: `${step}` },
              branchId,
              expiresAt: null,
              lines: [line],
            }),
          ),
        apply: () => {
          cell.holds.set(`${step}`, quantity);
        },
      };
    case 3: {
      const [id, kept = 0] = [...cell.holds].find(([key]) => !key.startsWith("road")) ?? ["none"];
      const isSale = random(2) === 0 && kept > 0;
      return {
        shouldPass: true,
        run: () =>
          ctx.transaction(async (tx) => {
            if (!isSale) return releaseReservations(tx, ctx, { kind: "order", id }, "test");
            const lines = [{ ...line, qtyMilli: units(kept) }];
            await issueForSale(tx, ctx, { orderId: id, branchId, lines });
          }),
        apply: () => {
          cell.holds.delete(id);
          if (isSale) cell.onHand -= kept;
        },
      };
    }
    case 4: {
      const counted = random(15);
      return {
        shouldPass: counted >= reserved(cell),
        run: () => adjustStock(ctx, { itemId, branchId, counted: `${counted}`, reason: "count" }),
        apply: () => {
          cell.onHand = counted;
        },
      };
    }
    case 5: {
      const to = 1 - branch;
      let id = "";
      return {
        shouldPass: true,
        run: async () => {
          const toBranchId = tenant.branches[to as 0 | 1].id;
          const lines = [{ itemId, quantity: `${quantity}` }];
          id = (await requestTransfer(ctx, { fromBranchId: branchId, toBranchId, lines })).transferId;
        },
        apply: () => {
          model.roads.push({ id, item, from: branch, to, quantity, left: quantity, status: "requested" });
        },
      };
    }
    default:
      return advance(ctx, model, road as Road, random);
  }
}

function advance(
  ctx: ReturnType<TestTenant["as"]>,
  model: Model,
  road: Road,
  random: (below: number) => number,
): Attempt {
  const source = model.cell(road.item, road.from);
  const forget = () => {
    model.roads.splice(model.roads.indexOf(road), 1);
    source.holds.delete(`road-${road.id}`);
  };
  if (road.status !== "in_transit" && random(4) === 0) {
    const input = { transferId: road.id, reason: "ya no hace falta" };
    return { shouldPass: true, run: () => cancelTransfer(ctx, input), apply: forget };
  }
  if (road.status === "requested") {
    return {
      shouldPass: free(source) >= road.quantity,
      run: () => approveTransfer(ctx, { transferId: road.id }),
      apply: () => {
        road.status = "approved";
        source.holds.set(`road-${road.id}`, road.quantity);
      },
    };
  }
  if (road.status === "approved") {
    const shipped = 1 + random(road.quantity);
    return {
      shouldPass: true,
      run: () => shipTransfer(ctx, { transferId: road.id, lines: [{ lineNo: 1, quantity: `${shipped}` }] }),
      apply: () => {
        source.holds.delete(`road-${road.id}`);
        source.onHand -= shipped;
        road.left = shipped;
        road.status = "in_transit";
      },
    };
  }
  const arrived = 1 + random(road.left);
  return {
    shouldPass: true,
    run: () => receiveTransfer(ctx, { transferId: road.id, lines: [{ lineNo: 1, quantity: `${arrived}` }] }),
    apply: () => {
      model.cell(road.item, road.to).onHand += arrived;
      road.left -= arrived;
      if (road.left === 0) forget();
    },
  };
}
