import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BranchId, ChargeId, PaymentId } from "@/lib/ids";
import { type Currency, currencyDigits } from "@/lib/money";
import { instant } from "@/lib/time";
import {
  advance,
  type Charge,
  captureLines,
  checkCounterPayment,
  checkTruth,
  counterMethods,
  dueOf,
  type Payment,
  type PaymentStatus,
  type ProviderTruth,
  paymentStatuses,
  saleLines,
  settleCharge,
  splitCapture,
} from "./domain";

const charge = (over: Partial<Charge> = {}): Charge => ({
  id: "c" as ChargeId,
  subject: { kind: "order", id: "o" },
  customerId: null,
  branchId: "b" as BranchId,
  currency: "USD",
  amountMinor: 11_626n,
  paidMinor: 0n,
  status: "open",
  version: 1,
  ...over,
});
const payment = (over: Partial<Payment> = {}): Payment => ({
  id: "p" as PaymentId,
  chargeId: "c" as ChargeId,
  method: "link",
  provider: "stripe",
  providerId: "cs_1",
  providerUrl: null,
  currency: "USD",
  amountMinor: 11_626n,
  status: "pending",
  failure: null,
  reference: null,
  version: 1,
  createdAt: instant(0),
  capturedAt: null,
  expiresAt: null,
  ...over,
});
const truth = (over: Partial<ProviderTruth> = {}): ProviderTruth => ({
  externalId: "cs_1",
  ourId: "p",
  state: "captured",
  amountMinor: 11_626n,
  currency: "USD",
  ...over,
});
const states: ProviderTruth["state"][] = ["open", "authorized", "captured", "failed", "expired", "cancelled"];

describe("[PA-14] a payment follows the provider's truth, forward only", () => {
  test.each<[PaymentStatus, ProviderTruth["state"], PaymentStatus | null]>([
    ["pending", "open", null],
    ["unknown", "open", "pending"],
    ["unknown", "captured", "captured"],
    ["pending", "captured", "captured"],
    ["captured", "captured", null],
    ["captured", "expired", null],
    ["captured", "open", null],
    ["authorized", "open", null],
    ["authorized", "failed", "failed"],
    ["reversed", "captured", null],
  ])("%s seeing %s becomes %s", (from, state, to) => {
    expect(advance(from, state)).toBe(to);
  });
  test.each(["failed", "expired", "cancelled"] as const)("[PA-15] a capture after %s still counts", (from) => {
    expect(advance(from, "captured")).toBe("captured");
  });
  test("[F24] whatever the order and the repeats, the end is the same and capture happens at most once", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...states), { maxLength: 12 }), (seen) => {
        let status: PaymentStatus = "pending";
        let captures = 0;
        for (const state of [...seen, ...seen]) {
          const next = advance(status, state);
          if (next === "captured") captures += 1;
          status = next ?? status;
        }
        expect(captures).toBe(seen.includes("captured") ? 1 : 0);
        if (seen.includes("captured")) expect(status).toBe("captured");
      }),
    );
  });
  test("every status is ranked", () => {
    for (const status of paymentStatuses) expect(advance(status, "open")).not.toBe(undefined);
  });
});

test.each<[string, Partial<ProviderTruth>, string]>([
  ["another amount", { amountMinor: 1n }, "amount"],
  ["another currency", { currency: "COP" }, "currency"],
  ["another object", { externalId: "cs_2" }, "object"],
  ["somebody else's reference", { ourId: "q" }, "client_reference_id"],
  ["no reference", { ourId: null }, "client_reference_id"],
])("[T48] [T53] a truth of %s is not believed", (_label, over, field) => {
  expect(checkTruth(payment(), truth(over))).toMatchObject({ reason: "payment_mismatch", data: { field } });
});
test("[T48] the same four are believed, also before the object's id was stored", () => {
  expect(checkTruth(payment(), truth()).ok).toBe(true);
  expect(checkTruth(payment({ providerId: null }), truth()).ok).toBe(true);
});

describe("[PA-44] at the counter", () => {
  test.each<[bigint, Currency, string | null]>([
    [11_626n, "USD", null],
    [1n, "USD", null],
    [0n, "USD", "amount_invalid"],
    [-1n, "USD", "amount_invalid"],
    [11_627n, "USD", "amount_invalid"],
    [100n, "COP", "amount_invalid"],
  ])("%s %s → %s", (minor, currency, reason) => {
    const result = checkCounterPayment(charge(), minor, currency);
    expect(result.ok ? null : result.reason).toBe(reason);
  });
  test("a paid debt takes no more", () => {
    const paid = charge({ paidMinor: 11_626n, status: "paid" });
    expect(checkCounterPayment(paid, 1n, "USD")).toMatchObject({ reason: "charge_already_paid" });
  });
});

test("[PA-21] what is too much is the customer's credit, never a negative debt", () => {
  const split = splitCapture(charge({ paidMinor: 11_000n, status: "partial" }), 1_000n);
  expect(split).toEqual({ settled: 626n, credit: 374n });
  expect(splitCapture(charge({ status: "void" }), 1_000n)).toEqual({ settled: 0n, credit: 1_000n });
});

test("[G4] [I4] 5,000 random operations in five currencies equal a model that only adds", () => {
  const currencies: Currency[] = ["CLP", "COP", "MXN", "USD", "VES"];
  expect(currencies.every((currency) => currency in currencyDigits)).toBe(true);
  const operation = fc.record({
    charge: fc.nat({ max: 39 }),
    kind: fc.constantFrom("link", "counter", "late", "void"),
    method: fc.constantFrom(...counterMethods),
    minor: fc.bigInt({ min: 1n, max: 400_000n }),
  });
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 1n, max: 900_000n }), { minLength: 40, maxLength: 40 }),
      fc.array(operation, { minLength: 250, maxLength: 250 }),
      (amounts, operations) => {
        const charges = amounts.map((amountMinor, index) =>
          charge({ amountMinor, currency: currencies[index % 5] ?? "USD" }),
        );
        const books = new Map<string, bigint>();
        const model = { received: new Map<Currency, bigint>(), owed: amounts.map((minor) => minor), tooMuch: 0n };
        const post = (currency: Currency, lines: ReturnType<typeof captureLines>) => {
          expect(lines.reduce((all, { minor }) => all + minor, 0n)).toBe(0n);
          for (const { account, minor } of lines) {
            books.set(`${account} ${currency}`, (books.get(`${account} ${currency}`) ?? 0n) + minor);
          }
        };
        for (const { charge: at, kind, method, minor } of operations) {
          const before = charges[at];
          if (!before) throw new Error("no charge");
          if (kind === "void") {
            if (before.status !== "open") continue;
            charges[at] = { ...before, status: "void" };
            model.owed[at] = 0n;
            continue;
          }
          if (kind === "counter" && !checkCounterPayment(before, minor, before.currency).ok) continue;
          const split = splitCapture(before, minor);
          post(before.currency, captureLines(kind === "counter" ? method : "link", split));
          charges[at] = settleCharge(before, split.settled);
          const owed = model.owed[at] ?? 0n;
          model.received.set(before.currency, (model.received.get(before.currency) ?? 0n) + minor);
          model.tooMuch += minor > owed ? minor - owed : 0n;
          model.owed[at] = minor > owed ? 0n : owed - minor;
        }
        charges.forEach((one, index) => {
          expect(dueOf(one)).toBe(model.owed[index]);
        });
        for (const currency of currencies) {
          const held = ["drawer", "card_terminal", "bank", "provider_clearing"];
          const cash = held.reduce((all, account) => all + (books.get(`${account} ${currency}`) ?? 0n), 0n);
          expect(cash).toBe(model.received.get(currency) ?? 0n);
        }
        const credit = currencies.reduce((all, currency) => all + (books.get(`customer_credit ${currency}`) ?? 0n), 0n);
        expect(-credit).toBe(model.tooMuch);
      },
    ),
    { numRuns: 20 },
  );
});

test("[D9] [PA-6] a sale owes its total: what was earned and what is the treasury's", () => {
  expect(saleLines(10_022n, 1_604n)).toEqual([
    { account: "receivable", minor: 11_626n },
    { account: "sales", minor: -10_022n },
    { account: "tax_payable", minor: -1_604n },
  ]);
  expect(saleLines(100n, 0n)).toHaveLength(2);
});
