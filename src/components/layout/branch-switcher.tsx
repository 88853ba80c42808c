"use client";

import { Store } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { useT } from "@/lib/i18n/client";
import { Icon } from "../ui/icon";
import { DropdownMenu } from "../ui/menu";

export type Branch = { id: string; code: string; name: string };

/** Part of the title and of the address; hidden with one branch. */
export function BranchSwitcher({ branches, mayAll }: { branches: readonly Branch[]; mayAll: boolean }) {
  const t = useT();
  const pathname = usePathname();
  const query = useSearchParams();
  const chosen = branches.find(({ code }) => code === query.get("sucursal"));
  const only = branches.length === 1 ? branches[0] : undefined;
  if (only || branches.length === 0) return only ? <span className="truncate text-ink-2">{only.name}</span> : null;
  const addressOf = (code: string | null) => {
    const next = new URLSearchParams(query);
    if (code) next.set("sucursal", code);
    else next.delete("sucursal");
    // A cursor belongs to the list of the branch it was made for.
    next.delete("cursor");
    return `${pathname}${next.size > 0 ? `?${next}` : ""}`;
  };
  const items = [
    ...(mayAll ? [{ key: "all", label: t("common.allBranches"), href: addressOf(null), current: !chosen }] : []),
    ...branches.map(({ id, code, name }) => ({
      key: id,
      label: name,
      href: addressOf(code),
      current: chosen?.id === id,
    })),
  ];
  const shown = chosen ?? (mayAll ? undefined : branches[0]);
  return (
    <DropdownMenu
      variant="ghost"
      label={`${t("common.branch")}: ${shown?.name ?? t("common.allBranches")}`}
      items={items}
      trigger={
        <>
          <Icon icon={Store} className="max-sm:hidden" />
          <span className="max-w-24 truncate sm:max-w-48">{shown?.name ?? t("common.allBranches")}</span>
        </>
      }
    />
  );
}
