import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { controlClient, tenantClient } from "./clients";
import { CommitOutcomeUnknownError, isRetryable } from "./errors";
import { type ControlTx, controlTx, type TenantTx, tenantTx } from "./facade";
import {
  assertTenantSchema,
  controlStore,
  joinable,
  type OpenTransaction,
  type StatementRunner,
  TenantMismatchError,
  tenantStore,
} from "./tenant-store";

export type TransactOptions = {
  isolation?: "ReadCommitted" | "RepeatableRead" | "Serializable";
  /** Limit for the whole transaction; a longer statement limit makes room for itself. */
  timeoutMs?: number;
  /** Limit for each statement; the login role's limit is the web's. */
  statementTimeoutMs?: number;
};

const mostRetries = 3;
const defaultTimeoutMs = 15_000;

type PrismaOptions = { isolationLevel?: TransactOptions["isolation"]; timeout?: number };
type Begin = (body: (client: object) => Promise<unknown>, options: PrismaOptions) => Promise<unknown>;

async function once<T>(
  begin: Begin,
  transaction: OpenTransaction,
  body: () => Promise<T>,
  { isolation, timeoutMs, statementTimeoutMs = 0 }: TransactOptions,
): Promise<T> {
  const timeout = timeoutMs ?? defaultTimeoutMs + statementTimeoutMs;
  let result: { readonly value: T } | undefined;
  try {
    await begin(
      async (client) => {
        transaction.client = client;
        transaction.open = true;
        try {
          if (statementTimeoutMs > 0) {
            const values = [`${statementTimeoutMs}ms`];
            await connectionOf(transaction).query({ text: "select set_config('statement_timeout', $1, true)", values });
          }
          result = { value: await body() };
        } finally {
          // Statements still in flight lose here instead of slipping in before COMMIT.
          transaction.open = false;
        }
      },
      { timeout, ...(isolation && { isolationLevel: isolation }) },
    );
  } catch (cause) {
    throw transaction.commitLost ? new CommitOutcomeUnknownError({ cause }) : cause;
  }
  if (!result) throw new Error("Prisma ended a transaction without running it");
  return result.value;
}

function connectionOf({ connection }: OpenTransaction): StatementRunner {
  if (!connection) throw new Error("the transaction has no connection");
  return connection;
}

async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (retries >= mostRetries || !isRetryable(error)) throw error;
      await wait(randomInt(5, 25 * 2 ** retries));
    }
  }
}

/**
 * Runs `run` in one transaction as that tenant and commits it whole or not at all. A serialization failure or deadlock
 * runs it again, so `run` must have no effect outside the database. Called inside an open transaction of the same
 * tenant it joins that one; of another tenant, it refuses.
 */
export async function transactTenant<T>(
  schema: string,
  run: (tx: TenantTx) => Promise<T>,
  options: TransactOptions = {},
): Promise<T> {
  assertTenantSchema(schema);
  const current = tenantStore.getStore();
  const outer = joinable(current?.transaction);
  if (outer) {
    if (current?.schema !== schema) throw new TenantMismatchError("a transaction of another tenant is open");
    return run(tenantTx(schema, outer));
  }
  return retrying(() => {
    const transaction: OpenTransaction = { open: false, commitLost: false };
    const begin: Begin = (body, settings) => tenantClient().$transaction((client) => body(client), settings);
    const body = () => run(tenantTx(schema, transaction));
    return tenantStore.run({ schema, transaction }, () => once(begin, transaction, body, options));
  });
}

/** The same for the control schema. */
export async function transactControl<T>(
  run: (tx: ControlTx) => Promise<T>,
  options: TransactOptions = {},
): Promise<T> {
  const outer = joinable(controlStore.getStore()?.transaction);
  if (outer) return run(controlTx(outer));
  return retrying(() => {
    const transaction: OpenTransaction = { open: false, commitLost: false };
    const begin: Begin = (body, settings) => controlClient().$transaction((client) => body(client), settings);
    return controlStore.run({ transaction }, () =>
      once(begin, transaction, () => run(controlTx(transaction)), options),
    );
  });
}
