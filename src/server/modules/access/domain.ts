import {
  type Grant,
  type Permission,
  type PermissionScope,
  type PermissionSet,
  permissionRegistry,
} from "@/lib/permissions";
import { err, ok, type Result } from "@/lib/result";

const maxDepth = 5;
const width: Record<PermissionScope, number> = { own: 1, branch: 2, all: 3 };
const isPermission = (name: string): name is Permission => Object.hasOwn(permissionRegistry, name);

export interface RoleNode {
  key: string;
  parents: readonly string[];
  grants: readonly { permission: string; scope: string }[];
}

/** Own grants united with the parents', the widest scope winning. Unknown permissions (of a newer release) grant nothing. */
export function effectiveGrants(roles: readonly RoleNode[], held: readonly string[]): Map<Permission, PermissionScope> {
  const byKey = new Map(roles.map((role) => [role.key, role]));
  const result = new Map<Permission, PermissionScope>();
  const visit = (key: string, depth: number, path: ReadonlySet<string>): void => {
    const role = byKey.get(key);
    if (!role || depth > maxDepth || path.has(key)) return;
    for (const { permission, scope } of role.grants) {
      if (!isPermission(permission)) continue;
      const has = result.get(permission);
      const offered = scope as PermissionScope;
      if (!has || width[offered] > width[has]) result.set(permission, offered);
    }
    const next = new Set(path).add(key);
    for (const parent of role.parents) visit(parent, depth + 1, next);
  };
  for (const key of held) visit(key, 1, new Set());
  return result;
}

export function permissionSetOf(
  roles: readonly RoleNode[],
  member: { roleKeys: readonly string[]; allBranches: boolean; branchIds: readonly string[] },
): PermissionSet {
  return {
    grants: effectiveGrants(roles, member.roleKeys),
    branches: member.allBranches ? "all" : new Set(member.branchIds),
  };
}

/** One canonical address: NFKC, trimmed, lower case; lists, quotes, spaces and control characters are refused. */
export function canonicalEmail(typed: string): Result<string, "validation_failed"> {
  const text = typed.normalize("NFKC").trim().toLowerCase();
  const isOneAddress = /^[^\s@"(),:;<>[\\\]]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?\.[a-z]{2,}$/.test(text);
  return isOneAddress && text.length <= 254 && !text.includes("..") ? ok(text) : err("validation_failed");
}

export interface StoredSession {
  expiresAt: number;
  revokedAt: number | null;
}
export const isSessionLive = (session: StoredSession, now: number): boolean =>
  session.revokedAt === null && session.expiresAt > now;

export type { Grant };
