import { describe, expect, test } from "vitest";
import { allows, systemRoles } from "@/lib/permissions";
import { canonicalEmail, effectiveGrants, isSessionLive, permissionSetOf, type RoleNode } from "./domain";

const roles: RoleNode[] = Object.entries(systemRoles).map(([key, role]) => ({
  key,
  parents: role.parents,
  grants: Object.entries(role.grants).map(([permission, scope]) => ({ permission, scope })),
}));

describe("[P8] effective permissions", () => {
  test("[PL49] a role has its own grants and its parents'", () => {
    const seller = effectiveGrants(roles, ["seller"]);
    expect(seller.get("conversation:take")).toBe("branch");
    expect(seller.get("product:read")).toBe("all");
    expect(seller.has("transfer:approve")).toBe(false);
  });
  test("[PL49] the widest scope wins, and a cycle ends", () => {
    const cyclic: RoleNode[] = [
      { key: "a", parents: ["b"], grants: [{ permission: "stock:read", scope: "branch" }] },
      { key: "b", parents: ["a"], grants: [{ permission: "stock:read", scope: "all" }] },
    ];
    expect(effectiveGrants(cyclic, ["a"]).get("stock:read")).toBe("all");
  });
  test("[PL50] a branch-scoped grant reaches only the member's branches", () => {
    const set = permissionSetOf(roles, { roleKeys: ["seller"], allBranches: false, branchIds: ["one"] });
    expect(allows(set, "conversation:read", "one")).toBe(true);
    expect(allows(set, "conversation:read", "two")).toBe(false);
    expect(allows(set, "transfer:approve", "one")).toBe(false);
  });
  test("[P8] an unknown permission grants nothing", () => {
    const set = effectiveGrants([{ key: "x", parents: [], grants: [{ permission: "moon:fly", scope: "all" }] }], ["x"]);
    expect(set.size).toBe(0);
  });
});

describe("[T16] e-mail addresses", () => {
  test.each([
    [" Marisol@ElCardon.Example ", "marisol@elcardon.example"],
    ["ｍarisol@elcardon.example", "marisol@elcardon.example"],
  ])("%s is one canonical address", (typed, canonical) => {
    expect(canonicalEmail(typed)).toEqual({ ok: true, value: canonical });
  });
  test.each(["a@b.co,c@d.co", '"a b"@c.co', "a\n@b.co", "a@b", "a..b@c.co", `${"x".repeat(70)}@c.co`, "a@b.co;c"])(
    "%j is refused",
    (typed) => {
      expect(canonicalEmail(typed).ok).toBe(false);
    },
  );
});

test("[P7] a session is live until it expires or is revoked", () => {
  expect(isSessionLive({ expiresAt: 10, revokedAt: null }, 9)).toBe(true);
  expect(isSessionLive({ expiresAt: 10, revokedAt: null }, 10)).toBe(false);
  expect(isSessionLive({ expiresAt: 10, revokedAt: 5 }, 6)).toBe(false);
});
