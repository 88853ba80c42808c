import { Circle } from "lucide-react";
import { Card, Icon, Link } from "@/components/ui";
import type { Translate } from "@/lib/i18n/translate";

const steps = [
  { key: "stepCatalog", path: "/catalog", minutes: 5, needs: "product:write" },
  { key: "stepStock", path: "/inventory", minutes: 5, needs: "stock:adjust" },
  { key: "stepMessage", path: "/inbox", minutes: 1, needs: "conversation:reply" },
] as const;

/** The first day has no figures: what to do takes their place. */
export function Checklist({ t, base, permissions }: { t: Translate; base: string; permissions: readonly string[] }) {
  const mine = steps.filter(({ needs }) => permissions.includes(needs));
  if (mine.length === 0) return null;
  return (
    <Card className="flex flex-col gap-3">
      <h2 className="text-xl">{t("home.checklistTitle")}</h2>
      <ol className="divide-y divide-line">
        {mine.map(({ key, path, minutes }) => (
          <li key={key} className="flex min-h-(--row) items-center gap-3 py-1">
            <Icon icon={Circle} className="text-ink-3" />
            <Link href={`${base}${path}`} className="flex-1">
              {t(`home.${key}`)}
            </Link>
            <span className="text-ink-3">{t("home.minutes", { count: minutes })}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
