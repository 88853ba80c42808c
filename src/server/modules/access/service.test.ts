import { describe, expect } from "vitest";
import { tenantTest } from "@/server/testing/fixtures";
import { listMembers } from "./service";

describe("[P3] the team", () => {
  tenantTest(
    "[P3] [T1] shows its own people with roles and reach, never those of another business",
    async ({ tenant, otherTenant }) => {
      const team = await listMembers(tenant.as("owner"));
      expect(team.map(({ id }) => id).sort()).toEqual(
        Object.values(tenant.members)
          .map(({ id }) => id)
          .sort(),
      );
      expect(team.find(({ id }) => id === tenant.members.seller.id)?.roles).toEqual([
        expect.objectContaining({ key: "seller" }),
      ]);
      const theirs = (await listMembers(otherTenant.as("owner"))).map(({ id }) => id);
      expect(theirs.filter((id) => team.some((member) => member.id === id))).toEqual([]);
    },
  );

  tenantTest("[P3] a manager of one branch sees who works there, not who works elsewhere", async ({ tenant }) => {
    const [first, second] = tenant.branches;
    const place = (id: string, branchId: string) =>
      tenant
        .job()
        .transaction((tx) => tx.member.update({ where: { id }, data: { allBranches: false, branchIds: [branchId] } }));
    await place(tenant.members.seller.id, first.id);
    await place(tenant.members.storekeeper.id, second.id);
    const seen = await listMembers(tenant.as("branch_manager", "first branch"));
    expect(seen.find(({ id }) => id === tenant.members.seller.id)?.branchIds).toEqual([first.id]);
    expect(seen.some(({ id }) => id === tenant.members.storekeeper.id)).toBe(false);
  });

  tenantTest("[P3] a seller is refused", async ({ tenant }) => {
    await expect(listMembers(tenant.as("seller"))).rejects.toMatchObject({ code: "forbidden" });
  });
});
