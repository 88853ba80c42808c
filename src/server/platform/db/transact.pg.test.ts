import { expect, test } from "vitest";
import { useDatabase } from "@/server/testing/database";
import { sql, tenantReader, transactTenant } from "./index";

const database = useDatabase();

test("[D1] a row written by one tenant exists for that tenant only", async () => {
  const [mine, theirs] = database().tenantSchemas;
  await transactTenant(mine, async (tx) => {
    await tx.branch.create({ data: { id: "b1", code: "001", name: "Principal" } });
    const rows = await sql<{ n: bigint }>(tx)`select count(*) as n from branch where id = ${"b1"}`;
    expect(rows).toEqual([{ n: 1n }]);
  });
  expect(await tenantReader(mine).branch.findUnique({ where: { id: "b1" } })).toMatchObject({ name: "Principal" });
  expect(await tenantReader(theirs).branch.findUnique({ where: { id: "b1" } })).toBeNull();
});
