import { Tabs } from "@/components/ui";
import type { Translate } from "@/lib/i18n";

/** The three views of what there is: what needs a decision, what is on the shelves, what is on the road. */
export function InventoryTabs({
  t,
  slug,
  current,
  permissions,
}: {
  t: Translate;
  slug: string;
  current: "alerts" | "stock" | "transfers";
  permissions: readonly string[];
}) {
  const base = `/${slug}/inventory`;
  const all = [
    { name: "alerts", href: `${base}/alerts`, label: t("inventory.alertsTitle"), permission: "alert:read" },
    { name: "stock", href: base, label: t("inventory.stockTitle"), permission: "stock:read" },
    { name: "transfers", href: `${base}/transfers`, label: t("inventory.transfersTitle"), permission: "stock:read" },
  ];
  return (
    <Tabs
      label={t("inventory.title")}
      items={all
        .filter(({ permission }) => permissions.includes(permission))
        .map(({ name, href, label }) => ({ href, label, current: name === current }))}
    />
  );
}
