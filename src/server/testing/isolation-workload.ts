import { setTimeout as wait } from "node:timers/promises";
import { hotSql, sql, sqlStateOf, tenantReader, transactTenant, withTenant } from "@/server/platform/db";
import { appPool, tenantClient } from "@/server/platform/db/clients";

/** Every tenant has the same ids, and its schema's name in every text: a mixed-up answer cannot look right. */
const branchIds = ["b0", "b1", "b2", "b3", "b4"] as const;

export type Findings = {
  calls: number;
  rows: number;
  /** Rows that belong to another tenant, by the operation that answered them. */
  foreign: Map<string, number>;
  /** Errors the saboteur or the operation itself provoked. */
  provoked: number;
  unexpected: { operation: string; error: unknown }[];
  /** What each operation added to `calls`. */
  perOperation: Map<string, number>;
};

type Random = () => number;
/** Answers the marker of each row it saw. */
type Operation = (schema: string, random: Random) => Promise<readonly string[]>;

/** Small and repeatable; a failure names its seed. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export async function plantMarkers(schema: string): Promise<void> {
  await transactTenant(schema, async (tx) => {
    await tx.branch.createMany({ data: branchIds.map((id) => ({ id, code: id, name: schema })) });
    await tx.role.create({ data: { id: "r0", key: schema, name: schema } });
    await tx.roleGrant.create({ data: { roleId: "r0", permission: schema } });
  });
}

const pick = (random: Random) => branchIds[Math.floor(random() * branchIds.length)] ?? "b0";
const names = (rows: readonly ({ name: string } | null)[]) => rows.map((row) => row?.name ?? "nothing");
type Named = { name: string };

const operations: Readonly<Record<string, Operation>> = {
  async findUnique(schema, random) {
    return names([await tenantReader(schema).branch.findUnique({ where: { id: pick(random) } })]);
  },
  async "findUnique, several in one tick"(schema, random) {
    const { branch } = tenantReader(schema);
    return names(await Promise.all([1, 2, 3].map(() => branch.findUnique({ where: { id: pick(random) } }))));
  },
  async "findUnique on the bare client"(schema, random) {
    const find = () => tenantClient().branch.findUnique({ where: { id: pick(random) }, select: { name: true } });
    return names(await withTenant(schema, () => Promise.all([find(), find()])));
  },
  async findUniqueOrThrow(schema, random) {
    return names([await tenantReader(schema).branch.findUniqueOrThrow({ where: { id: pick(random) } })]);
  },
  async findFirst(schema) {
    return names([await tenantReader(schema).branch.findFirst({ orderBy: { id: "asc" } })]);
  },
  async findMany(schema) {
    return names(await tenantReader(schema).branch.findMany());
  },
  async include(schema) {
    const role = await tenantReader(schema).role.findFirst({ include: { grants: true } });
    return [role?.name ?? "nothing", ...(role?.grants ?? []).map(({ permission }) => permission)];
  },
  async "create and delete"(schema, random) {
    const key = `k${Math.floor(random() * 1e9)}`;
    return transactTenant(schema, async (tx) => {
      const made = await tx.setting.create({ data: { key, value: schema } });
      const gone = await tx.setting.delete({ where: { key_branchId: { key, branchId: "" } } });
      return [String(made.value), String(gone.value)];
    });
  },
  async update(schema, random) {
    const id = pick(random);
    return transactTenant(schema, async (tx) =>
      names([await tx.branch.update({ where: { id }, data: { position: 1 } })]),
    );
  },
  async upsert(schema, random) {
    const id = pick(random);
    const row = { id, code: id, name: schema };
    return withTenant(schema, async () =>
      names([await tenantClient().branch.upsert({ where: { id }, create: row, update: { position: 2 } })]),
    );
  },
  async updateManyAndReturn(schema, random) {
    const where = { id: pick(random) };
    return transactTenant(schema, async (tx) =>
      names(await tx.branch.updateManyAndReturn({ where, data: { position: 3 } })),
    );
  },
  async queryRaw(schema) {
    return withTenant(schema, async () => names(await tenantClient().$queryRaw<Named[]>`select name from branch`));
  },
  async "sql of a reader"(schema, random) {
    return names(await sql<Named>(tenantReader(schema))`select name from branch where id = ${pick(random)}`);
  },
  async "hot sql"(schema, random) {
    return names(await hotSql<Named>(schema)`select name from branch where id = ${pick(random)}`);
  },
  async "array transaction of reads"(schema, random) {
    const { branch } = tenantClient();
    const find = () => branch.findUnique({ where: { id: pick(random) } });
    return withTenant(schema, async () => names(await tenantClient().$transaction([find(), find()])));
  },
  async "array transaction, raw and write"(schema, random) {
    const client = tenantClient();
    return withTenant(schema, async () => {
      const raw = client.$queryRaw<Named[]>`select name from branch order by id limit 1`;
      const write = client.branch.update({ where: { id: pick(random) }, data: { position: 4 } });
      const [rows, row] = await client.$transaction([raw, write]);
      return names([...rows, row]);
    });
  },
  async "interactive, parallel findUnique"(schema, random) {
    return transactTenant(schema, async (tx) => {
      const rows = await Promise.all([1, 2, 3].map(() => tx.branch.findUnique({ where: { id: pick(random) } })));
      return names(rows);
    });
  },
  async "interactive, sql between models"(schema, random) {
    return transactTenant(schema, async (tx) => {
      const id = pick(random);
      const before = await sql<Named>(tx)`select name from branch where id = ${id} for update`;
      await sql.execute(tx)`update branch set position = position + 1 where id = ${id}`;
      return names([...before, await tx.branch.findFirst({ where: { id } })]);
    });
  },
  async "reader inside a transaction"(schema, random) {
    return transactTenant(schema, async () =>
      names([await tenantReader(schema).branch.findUnique({ where: { id: pick(random) } })]),
    );
  },
  async "statement that fails"(schema) {
    return provoke("22012", () => sql(tenantReader(schema))`select 1 / (position - position) from branch`);
  },
  async "duplicate key"(schema) {
    return provoke("23505", () =>
      transactTenant(schema, (tx) => tx.branch.create({ data: { id: "b0", code: "b0", name: schema } })),
    );
  },
  async "transaction that gives up"(schema) {
    const reason = new Error("gave up");
    try {
      await transactTenant(schema, async (tx) => {
        await tx.branch.update({ where: { id: "b0" }, data: { name: "must never be seen" } });
        throw reason;
      });
    } catch (error) {
      if (error !== reason) throw error;
    }
    return [];
  },
  async "statement that is cancelled"(schema) {
    return provoke("57014", () =>
      transactTenant(schema, (tx) => sql(tx)`select pg_sleep(5)`, { statementTimeoutMs: 3 }),
    );
  },
};

async function provoke(state: string, work: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await work();
  } catch (error) {
    if (sqlStateOf(error) === state) return [];
    throw error;
  }
  throw new Error(`expected SQLSTATE ${state}`);
}

/** Cancelled by an administrator, killed, or waiting too long behind those who were. */
function isSabotage(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state === "57014" || state === "57P01" || state === "08P01" || state === "08006") return true;
  const text = String((error as Error)?.message ?? error);
  return /terminat|timeout exceeded when trying to connect|unable to start a transaction|connection (closed|lost)|ConnectionClosed|server closed|P1017|not queryable|closed the connection|Connection ended|Transaction already closed/i.test(
    `${text} ${(error as { code?: string })?.code} ${String((error as { cause?: Error })?.cause?.message)}`,
  );
}

export type Workload = {
  schemas: readonly string[];
  clients: number;
  callsPerClient: number;
  seed: number;
  /** Ends a connection or cancels a statement somewhere; called again and again while clients work. */
  sabotage?: (random: Random) => Promise<void>;
};

export async function runWorkload({ schemas, clients, callsPerClient, seed, sabotage }: Workload): Promise<Findings> {
  const findings: Findings = {
    calls: 0,
    rows: 0,
    foreign: new Map(),
    provoked: 0,
    unexpected: [],
    perOperation: new Map(),
  };
  const count = (map: Map<string, number>, key: string, by = 1) => map.set(key, (map.get(key) ?? 0) + by);
  const all = Object.entries(operations);

  const client = async (number: number) => {
    const random = seeded(seed * 1_000 + number);
    for (let call = 0; call < callsPerClient; call += 1) {
      const schema = schemas[Math.floor(random() * schemas.length)];
      const [name, operation] = all[Math.floor(random() * all.length)] ?? [];
      if (!schema || !name || !operation) throw new Error("nothing to do");
      findings.calls += 1;
      count(findings.perOperation, name);
      try {
        const seen = await operation(schema, random);
        findings.rows += seen.length;
        const foreign = seen.filter((marker) => marker !== schema).length;
        if (foreign > 0) count(findings.foreign, name, foreign);
      } catch (error) {
        if (sabotage && isSabotage(error)) findings.provoked += 1;
        else findings.unexpected.push({ operation: name, error });
      }
    }
  };

  let isOver = false;
  const saboteur = async () => {
    const random = seeded(seed);
    while (!isOver && sabotage) {
      await sabotage(random);
      await wait(40);
    }
  };
  const sabotaging = saboteur();
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  isOver = true;
  await sabotaging;
  return findings;
}

export function poolSizeNow(): number {
  return appPool().totalCount;
}
