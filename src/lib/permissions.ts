/**
 * Every permission of the product, `noun:verb`, with the scopes it may carry: `all`, `branch` (only the member's branches),
 * `own` (only rows assigned to or made by them). Modules add verbs here, never rename.
 */
type Scope = "all" | "branch" | "own";
export type PermissionScope = Scope;

const anywhere = ["all"] as const;
const byBranch = ["all", "branch"] as const;
const byBranchOrOwn = ["all", "branch", "own"] as const;

export const permissionRegistry = {
  "tenant:update": anywhere,
  "branch:manage": anywhere,
  "settings:read": byBranch,
  "settings:update": byBranch,
  "member:read": byBranch,
  "member:invite": byBranch,
  "member:update": byBranch,
  "role:manage": anywhere,
  "audit:read": byBranch,
  "billing:read": anywhere,
  "billing:manage": anywhere,
  "file:upload": anywhere,
  "product:read": anywhere,
  "product:write": anywhere,
  "product:import": anywhere,
  "price:update": anywhere,
  "cost:read": anywhere,
  "stock:read": byBranch,
  "stock:adjust": byBranch,
  "transfer:request": byBranch,
  "transfer:approve": byBranch,
  "transfer:ship": byBranch,
  "transfer:receive": byBranch,
  "alert:read": byBranch,
  "alert:resolve": byBranch,
  "proposal:approve": byBranch,
  "order:read": byBranchOrOwn,
  "order:create": byBranch,
  "order:cancel": byBranch,
  "payment:read": byBranch,
  "payment:collect": byBranch,
  "quote:read": byBranchOrOwn,
  "quote:create": byBranch,
  "quote:send": byBranchOrOwn,
  "quote:discount": byBranch,
  "conversation:read": byBranchOrOwn,
  "conversation:reply": byBranchOrOwn,
  "conversation:take": byBranch,
  "conversation:assign": byBranch,
  "conversation:steal": byBranch,
  "conversation:close": byBranchOrOwn,
  "conversation:toggle_ai": byBranch,
  "message:retry": byBranch,
  "channel:manage": anywhere,
  "bot:manage": anywhere,
  "customer:read": byBranchOrOwn,
  "customer:update": byBranchOrOwn,
  "analytics:read": byBranch,
  "report:read": byBranch,
  "sales:import": anywhere,
} as const satisfies Record<string, readonly Scope[]>;

export type Permission = keyof typeof permissionRegistry;
export const allPermissions = Object.keys(permissionRegistry) as Permission[];

interface SystemRole {
  name: { es: string; en: string };
  parents: readonly SystemRoleKey[];
  grants: Partial<Record<Permission, Scope>>;
}
export type SystemRoleKey =
  | "staff"
  | "seller"
  | "cashier"
  | "storekeeper"
  | "branch_manager"
  | "accountant"
  | "auditor"
  | "admin"
  | "owner";

const every = (filter: (permission: Permission) => boolean): Partial<Record<Permission, Scope>> =>
  Object.fromEntries(allPermissions.filter(filter).map((permission) => [permission, "all"]));

/** Seeded into every tenant; a role's effective set is its own grants united with its parents'. */
export const systemRoles: Record<SystemRoleKey, SystemRole> = {
  staff: {
    name: { es: "Equipo", en: "Staff" },
    parents: [],
    grants: { "product:read": "all", "customer:read": "branch", "file:upload": "all", "alert:read": "branch" },
  },
  seller: {
    name: { es: "Vendedor", en: "Seller" },
    parents: ["staff"],
    grants: {
      "conversation:read": "branch",
      "conversation:reply": "branch",
      "conversation:take": "branch",
      "conversation:close": "branch",
      "conversation:toggle_ai": "branch",
      "stock:read": "branch",
      "customer:update": "branch",
      "quote:read": "branch",
      "quote:create": "branch",
      "quote:send": "branch",
      "order:read": "branch",
      "order:create": "branch",
    },
  },
  cashier: {
    name: { es: "Cajero", en: "Cashier" },
    parents: ["staff"],
    grants: { "payment:read": "branch", "payment:collect": "branch", "order:read": "branch", "order:create": "branch" },
  },
  storekeeper: {
    name: { es: "Almacenista", en: "Storekeeper" },
    parents: ["staff"],
    grants: {
      "stock:read": "branch",
      "stock:adjust": "branch",
      "transfer:request": "branch",
      "transfer:ship": "branch",
      "transfer:receive": "branch",
      "alert:resolve": "branch",
      "product:import": "all",
      "product:write": "all",
    },
  },
  branch_manager: {
    name: { es: "Encargado", en: "Branch manager" },
    parents: ["seller", "cashier", "storekeeper"],
    grants: {
      "transfer:approve": "branch",
      "proposal:approve": "branch",
      "conversation:assign": "branch",
      "conversation:steal": "branch",
      "message:retry": "branch",
      "order:cancel": "branch",
      "quote:discount": "branch",
      "report:read": "branch",
      "analytics:read": "branch",
      "member:read": "branch",
      "cost:read": "all",
    },
  },
  accountant: {
    name: { es: "Contador", en: "Accountant" },
    parents: [],
    grants: {
      "payment:read": "all",
      "order:read": "all",
      "quote:read": "all",
      "report:read": "all",
      "analytics:read": "all",
      "audit:read": "all",
      "cost:read": "all",
    },
  },
  auditor: {
    name: { es: "Auditor", en: "Auditor" },
    parents: [],
    grants: every((permission) => permission.endsWith(":read")),
  },
  admin: {
    name: { es: "Administración", en: "Administration" },
    parents: [],
    grants: every((permission) => permission !== "billing:manage" && permission !== "billing:read"),
  },
  owner: { name: { es: "Dueño", en: "Owner" }, parents: ["admin"], grants: every(() => true) },
};

export interface Grant {
  permission: Permission;
  scope: Scope;
}

/** What an actor may do, already resolved: effective grants plus the branches that `branch` scope means. */
export interface PermissionSet {
  readonly grants: ReadonlyMap<Permission, Scope>;
  /** `"all"`, or the branches a branch-scoped grant reaches. */
  readonly branches: "all" | ReadonlySet<string>;
}

export const everything: PermissionSet = {
  grants: new Map(allPermissions.map((permission) => [permission, "all"])),
  branches: "all",
};

/** True when the permission is held and, where a branch is named, that branch is within its scope. */
export function allows(set: PermissionSet, permission: Permission, branchId?: string): boolean {
  const scope = set.grants.get(permission);
  if (!scope) return false;
  if (scope === "all" || branchId === undefined || set.branches === "all") return true;
  return set.branches.has(branchId);
}

/** The branches a list may show under a permission: `"all"` or ids to put into the query. */
export function branchScope(set: PermissionSet, permission: Permission): "all" | readonly string[] {
  const scope = set.grants.get(permission);
  if (!scope) return [];
  return scope === "all" || set.branches === "all" ? "all" : [...set.branches];
}
