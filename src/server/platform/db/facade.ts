import type { PrismaClient as ControlPrisma } from "@/generated/prisma/control/client";
import { Prisma as ControlModels } from "@/generated/prisma/control/client";
import type { PrismaClient as TenantPrisma } from "@/generated/prisma/tenant/client";
import { Prisma as TenantModels } from "@/generated/prisma/tenant/client";
import { controlClient, tenantClient } from "./clients";
import { refuseUnboundedWrite } from "./filter-guard";
import {
  assertTenantSchema,
  ClosedTransactionError,
  controlStore,
  joinable,
  type OpenTransaction,
  tenantStore,
  withTenant,
} from "./tenant-store";

const reads = [
  "findUnique",
  "findUniqueOrThrow",
  "findFirst",
  "findFirstOrThrow",
  "findMany",
  "aggregate",
  "groupBy",
  "count",
] as const;
declare const insideTransaction: unique symbol;
type ModelsOf<C> = Omit<C, `$${string}` | symbol>;
type Reads = (typeof reads)[number];
/** Without the operations that write, so that a write outside a transaction does not compile. */
type ReadOnly<M> = { readonly [Model in keyof M]: Pick<M[Model], Extract<keyof M[Model], Reads>> };

/** The models of one tenant, for reading. Writing belongs in a transaction. */
export type TenantReader = ReadOnly<ModelsOf<TenantPrisma>>;
/** The models of one tenant inside an open transaction: what a repository that writes asks for. */
export type TenantTx = ModelsOf<TenantPrisma> & { readonly [insideTransaction]: "tenant" };
export type ControlReader = ModelsOf<ControlPrisma>;
export type ControlTx = ControlReader & { readonly [insideTransaction]: "control" };

/** What a reader or transaction is bound to; `sql` looks it up. */
export type Binding =
  | { readonly kind: "tenant"; readonly schema: string; readonly transaction?: OpenTransaction }
  | { readonly kind: "control"; readonly transaction?: OpenTransaction };

const bindings = new WeakMap<object, Binding>();

export function bindingOf(database: object): Binding {
  const binding = bindings.get(database);
  if (!binding) throw new TypeError("not a reader or a transaction of platform/db");
  return binding;
}

type Operation = (args: unknown) => PromiseLike<unknown>;
type Delegates = Record<string, Record<string, Operation>>;
type Call = (model: string, operation: string, args: unknown) => Promise<unknown>;

const operations = [
  ...reads,
  ...["create", "createMany", "createManyAndReturn", "update", "updateMany", "updateManyAndReturn", "upsert"],
  ...["delete", "deleteMany"],
] as const;

/** A delegate is two fields; its operations live on the prototype, so a reader per request costs next to nothing. */
class Delegate {
  readonly model: string;
  readonly call: Call;
  constructor(model: string, call: Call) {
    this.model = model;
    this.call = call;
  }
}
for (const operation of operations) {
  Object.defineProperty(Delegate.prototype, operation, {
    value(this: Delegate, args: unknown) {
      return this.call(this.model, operation, args);
    },
  });
}

function facadeClass(modelNames: readonly string[]): new (call: Call) => object {
  class Facade {
    readonly call: Call;
    constructor(call: Call) {
      this.call = call;
    }
  }
  for (const name of modelNames) {
    const model = name.charAt(0).toLowerCase() + name.slice(1);
    Object.defineProperty(Facade.prototype, model, {
      get(this: Facade) {
        return new Delegate(model, this.call);
      },
    });
  }
  return Facade;
}

const TenantFacade = facadeClass(Object.keys(TenantModels.ModelName));
const ControlFacade = facadeClass(Object.keys(ControlModels.ModelName));

/** Prisma's promises start when they are awaited; this one starts now, while the right context is current. */
function start(client: object, model: string, operation: string, args: unknown): Promise<unknown> {
  const run = (client as Delegates)[model]?.[operation];
  if (!run) throw new TypeError(`no ${model}.${operation}`);
  refuseUnboundedWrite(model, operation, args);
  return run(args).then((result) => result) as Promise<unknown>;
}

function clientOf(transaction: OpenTransaction): object {
  if (!transaction.open || !transaction.client) throw new ClosedTransactionError("this transaction has ended");
  return transaction.client;
}

/**
 * Reads as that tenant, whatever is current. Inside an open transaction of the same tenant it joins it: a second
 * connection per request would let ten transactions wait for each other's pool slot.
 */
export function tenantReader(schema: string): TenantReader {
  assertTenantSchema(schema);
  const reader = new TenantFacade(async (model, operation, args) =>
    withTenant(schema, () => {
      const transaction = joinable(tenantStore.getStore()?.transaction);
      const client = transaction ? clientOf(transaction) : tenantClient();
      return start(client, model, operation, args);
    }),
  );
  bindings.set(reader, { kind: "tenant", schema });
  return reader as TenantReader;
}

/** Leaves the context alone: a call made under another tenant must reach the adapter's check and fail there. */
export function tenantTx(schema: string, transaction: OpenTransaction): TenantTx {
  const tx = new TenantFacade(async (model, operation, args) => start(clientOf(transaction), model, operation, args));
  bindings.set(tx, { kind: "tenant", schema, transaction });
  return tx as TenantTx;
}

export function controlReader(): ControlReader {
  const reader = new ControlFacade(async (model, operation, args) => {
    const transaction = joinable(controlStore.getStore()?.transaction);
    return start(transaction ? clientOf(transaction) : controlClient(), model, operation, args);
  });
  bindings.set(reader, { kind: "control" });
  return reader as ControlReader;
}

export function controlTx(transaction: OpenTransaction): ControlTx {
  const tx = new ControlFacade(async (model, operation, args) => start(clientOf(transaction), model, operation, args));
  bindings.set(tx, { kind: "control", transaction });
  return tx as ControlTx;
}
