import { describe, expect, test } from "vitest";
import type { BranchId, ItemId, TransferId } from "@/lib/ids";
import { units } from "@/lib/quantity";
import { unwrap } from "@/lib/result";
import {
  approve,
  receiveLines,
  requestLines,
  ship,
  stop,
  type Transfer,
  type TransferStatus,
  transferStatuses,
} from "./domain";

const item = "item" as ItemId;
const requested: Transfer = {
  id: "t" as TransferId,
  number: 1,
  fromBranchId: "a" as BranchId,
  toBranchId: "b" as BranchId,
  status: "requested",
  reason: null,
  proposalId: null,
  version: 1,
  lines: unwrap(requestLines("a", "b", [{ itemId: item, qtyMilli: units(12) }])),
};
const approved = unwrap(approve(requested));
const shipped = unwrap(ship(approved));

describe("transfer", () => {
  test("[K5] [IN-35] asks for each item once and never to itself", () => {
    const twice = [units(2), units(3)].map((qtyMilli) => ({ itemId: item, qtyMilli }));
    expect(unwrap(requestLines("a", "b", twice))).toMatchObject([{ lineNo: 1, requestedMilli: units(5) }]);
    expect(requestLines("a", "a", twice)).toMatchObject({ reason: "transfer_same_branch" });
    expect(requestLines("a", "b", [{ itemId: item, qtyMilli: 0n }])).toMatchObject({ reason: "quantity_invalid" });
  });

  test("[K5] [IN-38] ships at most what was approved", () => {
    expect(shipped.lines[0]).toMatchObject({ approvedMilli: units(12), shippedMilli: units(12) });
    expect(ship(approved, new Map([[1, units(13)]]))).toMatchObject({ reason: "quantity_invalid" });
  });

  test("[K5] [IN-39] [IN-41] what does not arrive stays on the way", () => {
    const { transfer: part } = unwrap(receiveLines(shipped, new Map([[1, units(5)]])));
    expect(part).toMatchObject({ status: "partially_received", lines: [{ receivedMilli: units(5) }] });
    const { transfer: all, arrived } = unwrap(receiveLines(part));
    expect(arrived.get(1)).toBe(units(7));
    expect(all.status).toBe("received");
    expect(receiveLines(part, new Map([[1, units(8)]]))).toMatchObject({ reason: "quantity_invalid" });
  });

  test("[K5] [IN-36] the same step again changes nothing", () => {
    expect(unwrap(approve(approved))).toBe(approved);
    expect(unwrap(ship(shipped))).toBe(shipped);
  });

  const legal: Record<string, readonly TransferStatus[]> = {
    approve: ["requested", "approved"],
    stop: ["requested", "approved", "cancelled"],
    ship: ["approved", "in_transit"],
    receive: ["in_transit", "partially_received", "received"],
  };
  const moves = {
    approve,
    stop: (transfer: Transfer) => stop(transfer, "cancelled"),
    ship: (transfer: Transfer) => ship(transfer),
    receive: (transfer: Transfer) => receiveLines(transfer),
  };
  const illegal = Object.keys(moves).flatMap((move) =>
    transferStatuses.filter((status) => !legal[move]?.includes(status)).map((status) => [move, status] as const),
  );
  test.each(illegal)("[K5] [IN-35] %s is refused when it is %s, with the present state", (move, status) => {
    const refused = moves[move as keyof typeof moves]({ ...shipped, status });
    expect(refused).toEqual({ ok: false, reason: "transfer_state_conflict", data: { status } });
  });
});
