import { declineSession, expireSession, paySession } from "@local/providers/stripe/checkout";
import { expect } from "vitest";
import { isAppError } from "@/lib/errors";
import type { ChargeId } from "@/lib/ids";
import { money, toWire } from "@/lib/money";
import { tenantTest } from "@/server/testing/fixtures";
import { owedOrder, stockedShelf, useStripe } from "@/server/testing/selling";
import { applyStripeEvent, openPaymentLink } from "./link/service";
import { paymentRepository } from "./repository";
import { recordPayment, verifyInvariants } from "./service";

const stripe = useStripe();

/** Small, seeded and printed: a failure can be played again. */
function dice(seed: number) {
  let state = seed >>> 0;
  return (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** What the books must say, by adding only: what came in by each door, and what each debt still is. */
interface Model {
  due: Map<string, bigint>;
  drawer: bigint;
  clearing: bigint;
  counted: Set<string>;
}
/** A database too busy to answer (a lock waited for too long) is asked again under the same key, as workers and people do. */
async function insist<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (isAppError(error) || tries === 5) throw error;
    }
  }
}

const owedMinor = 11_136n;
const orders = 120;
const operations = 1_000;

tenantTest(
  "[G4] [I4] random money, pushed twice, late and in any order, by four hands at once: 0 units off the model",
  { timeout: 240_000 },
  async ({ tenant }) => {
    const seed = Date.now() % 1_000_000;
    const roll = dice(seed);
    const shelf = await stockedShelf(tenant, { pads: 2 * orders, filter: 1 });
    const model: Model = { due: new Map(), drawer: 0n, clearing: 0n, counted: new Set() };
    const debts: string[] = [];
    for (let index = 0; index < orders; index += 1) {
      const { chargeId } = await owedOrder(tenant, shelf);
      debts.push(chargeId);
      model.due.set(chargeId, owedMinor);
    }
    const sessions: { id: string; chargeId: string }[] = [];
    const { ledger } = stripe();
    const settle = (chargeId: string, minor: bigint) => {
      const due = model.due.get(chargeId) ?? 0n;
      model.due.set(chargeId, minor > due ? 0n : due - minor);
    };

    const payInPart = async (chargeId: string) => {
      const minor = BigInt(1 + roll(4_000));
      const { amount } = toWire(money(minor, "USD"));
      const key = `model-${seed}-${roll(2 ** 30)}`;
      const input = { chargeId, method: "cash" as const, amount, idempotencyKey: key };
      const twice = await Promise.allSettled(
        [1, 2].map(() => insist(() => recordPayment(tenant.as("cashier"), input))),
      );
      const refused = twice.find((one) => one.status === "rejected");
      if (refused) expect(isAppError(refused.reason)).toBe(true);
      if (!twice.some(({ status }) => status === "fulfilled")) return;
      model.drawer += minor;
      settle(chargeId, minor);
    };
    const openLink = async (chargeId: string) => {
      try {
        const asked = { chargeId, successUrl: "http://x/s", cancelUrl: "http://x/c", description: "modelo" };
        const { url } = await insist(() => openPaymentLink(tenant.job(), asked));
        const id = url.split("/").at(-1) ?? "";
        if (!sessions.some((one) => one.id === id)) sessions.push({ id, chargeId });
      } catch (error) {
        if (!isAppError(error) || error.code !== "charge_already_paid") throw error;
      }
    };
    const tellTwice = async ({ id, chargeId }: { id: string; chargeId: string }) => {
      const session = ledger.sessions.get(id);
      if (!session) throw new Error("no session");
      await Promise.all([1, 2].map(() => insist(() => applyStripeEvent(tenant.job(), { checkoutSessionId: id }))));
      if (session.payment_status !== "paid" || model.counted.has(id)) return;
      model.counted.add(id);
      model.clearing += BigInt(session.amount_total);
      settle(chargeId, BigInt(session.amount_total));
    };

    // Hands work in parallel on different debts, so that the model stays sequential where money meets.
    const hands = 4;
    const hand = async (mine: readonly string[], turns: number) => {
      for (let turn = 0; turn < turns; turn += 1) {
        const chargeId = mine[roll(mine.length)] ?? "";
        const own = sessions.filter((one) => one.chargeId === chargeId);
        const one = own[roll(Math.max(own.length, 1))];
        const session = one && ledger.sessions.get(one.id);
        const act = roll(6);
        if (act === 0) await payInPart(chargeId);
        else if (act === 1 || !one || !session) await openLink(chargeId);
        else if (act === 2 && session.status === "open") paySession(ledger, session);
        else if (act === 3 && session.status === "open") {
          if (roll(2) === 0) expireSession(ledger, session);
          else declineSession(ledger, session);
        } else await tellTwice(one);
      }
    };
    const share = orders / hands;
    await Promise.all(
      Array.from({ length: hands }, (_, index) =>
        hand(debts.slice(index * share, (index + 1) * share), operations / hands),
      ),
    );
    for (const one of sessions) await tellTwice(one); // pushes that were late arrive at last

    const books = paymentRepository(tenant.job().read);
    const [drawer, clearing, receivable, sales, tax, credit] = await Promise.all(
      ["drawer", "provider_clearing", "receivable", "sales", "tax_payable", "customer_credit"].map((account) =>
        books.balance(account, "USD"),
      ),
    );
    const charges = await Promise.all(debts.map((id) => books.findCharge(id as ChargeId)));
    const seen = `seed ${seed}`;
    expect([seen, drawer, clearing]).toEqual([seen, model.drawer, model.clearing]);
    const due = charges.map((charge) => (charge ? charge.amountMinor - charge.paidMinor : null));
    expect([seen, ...due]).toEqual([seen, ...debts.map((id) => model.due.get(id))]);
    const settled = debts.reduce((all, id) => all + owedMinor - (model.due.get(id) ?? 0n), 0n);
    expect(credit).toBe(-(model.drawer + model.clearing - settled));
    expect((drawer ?? 0n) + (clearing ?? 0n) + (receivable ?? 0n) + (sales ?? 0n) + (tax ?? 0n) + (credit ?? 0n)).toBe(
      0n,
    );
    // The provider's own books agree: what it says was paid to us is what we say it holds for us.
    const theirs = ledger.sessions
      .all()
      .filter(({ id, payment_status }) => payment_status === "paid" && sessions.some((one) => one.id === id))
      .reduce((all, session) => all + BigInt(session.amount_total), 0n);
    expect(clearing).toBe(theirs);
    expect(await verifyInvariants(tenant.job())).toEqual([]);
  },
);
