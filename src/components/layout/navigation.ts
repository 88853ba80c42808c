import {
  ArrowLeftRight,
  Bell,
  Boxes,
  FileText,
  Home,
  type LucideIcon,
  MessageCircle,
  Package,
  ReceiptText,
  Settings,
  Users,
} from "lucide-react";
import type { MessageKey } from "@/lib/i18n/catalog";
import type { Permission } from "@/lib/permissions";

export type CountName = "inbox" | "alerts" | "transfers" | "quotes";
/** Work that waits for the reader, never totals. */
export type Counts = Partial<Record<CountName, number>>;

export type Destination = {
  path: string;
  label: MessageKey & `common.${string}`;
  icon: LucideIcon;
  /** Any of them opens it; none means that every member sees it. */
  anyOf: readonly Permission[];
  count?: CountName;
  /** Second half of the chord that starts with G. */
  key: string;
  onPhone?: boolean;
};

/** In rail order. Only what exists: a link never leads to a promise. */
export const destinations: readonly (readonly Destination[])[] = [
  [
    { path: "", label: "common.home", icon: Home, anyOf: [], key: "KeyH", onPhone: true },
    {
      path: "/inbox",
      label: "common.inbox",
      icon: MessageCircle,
      anyOf: ["conversation:read"],
      count: "inbox",
      key: "KeyI",
      onPhone: true,
    },
  ],
  [
    {
      path: "/quotes",
      label: "common.quotes",
      icon: FileText,
      anyOf: ["quote:read"],
      count: "quotes",
      key: "KeyC",
      onPhone: true,
    },
    { path: "/orders", label: "common.orders", icon: ReceiptText, anyOf: ["order:read"], key: "KeyO" },
  ],
  [
    { path: "/catalog", label: "common.catalog", icon: Package, anyOf: ["product:read"], key: "KeyP", onPhone: true },
    {
      path: "/inventory/alerts",
      label: "common.alerts",
      icon: Bell,
      anyOf: ["alert:read"],
      count: "alerts",
      key: "KeyA",
    },
    { path: "/inventory", label: "common.stock", icon: Boxes, anyOf: ["stock:read"], key: "KeyV" },
    {
      path: "/inventory/transfers",
      label: "common.transfers",
      icon: ArrowLeftRight,
      anyOf: ["stock:read"],
      count: "transfers",
      key: "KeyT",
    },
  ],
  [{ path: "/customers", label: "common.customers", icon: Users, anyOf: ["customer:read"], key: "KeyN" }],
  [{ path: "/settings", label: "common.settings", icon: Settings, anyOf: [], key: "KeyS" }],
];

export function visibleDestinations(permissions: readonly string[]): Destination[][] {
  return destinations
    .map((group) => group.filter(({ anyOf }) => anyOf.length === 0 || anyOf.some((one) => permissions.includes(one))))
    .filter((group) => group.length > 0);
}

/** The deepest destination that holds the page: `/inventory/alerts` is not also `/inventory`. */
export function currentPath(pathname: string, base: string, paths: readonly string[]): string | undefined {
  const inside = pathname.slice(base.length);
  return paths
    .filter((path) =>
      path === "" ? inside === "" || inside === "/" : inside === path || inside.startsWith(`${path}/`),
    )
    .sort((a, b) => b.length - a.length)[0];
}
