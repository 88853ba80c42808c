"use client";

import { ArrowLeftRight, LogOut } from "lucide-react";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { mutate, signOut } from "@/lib/browser/rpc";
import { useT } from "@/lib/i18n/client";
import type { Theme } from "@/lib/theme/theme";
import { Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { Popover } from "../ui/menu";

export type AccountMenuProps = {
  name: string;
  email?: string;
  theme: Theme;
  otherTenants: readonly { slug: string; name: string }[];
};

/** Behind a button of every page: its script comes after the page's own. */
const PreferenceSwitches = lazy(async () => ({
  default: (await import("./preference-switches")).PreferenceSwitches,
}));

const entry =
  "flex min-h-(--row) w-full cursor-pointer items-center gap-2 rounded-sm px-2 text-left hover:bg-surface-hover";

export function AccountMenu({ name, email, theme, otherTenants }: AccountMenuProps) {
  const t = useT();
  const router = useRouter();
  const [leaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    await signOut();
    // A whole page: nothing of this business may stay in the memory of the next person.
    window.location.assign("/entrar");
  };
  const enter = async (slug: string) => {
    // Refused or not answered, the page itself says so and offers the way in.
    await mutate("access.switchTenant", { slug });
    window.location.assign(`/${slug}`);
  };
  return (
    <Popover
      variant="ghost"
      align="end"
      label={`${t("common.account")}: ${name}`}
      className="shrink-0"
      trigger={<Avatar name={name} size="sm" />}
      panelClassName="w-80 max-w-[calc(100vw-1rem)] pointer-coarse:w-88"
    >
      <div className="flex flex-col gap-3 p-2">
        <div>
          <p className="font-semibold">{name}</p>
          {email ? <p className="truncate text-sm text-ink-3">{email}</p> : null}
        </div>
        <Suspense>
          <PreferenceSwitches theme={theme} onLanguage={() => router.refresh()} />
        </Suspense>
        <ul className="border-t border-line pt-2">
          {otherTenants.map(({ slug, name: tenantName }) => (
            <li key={slug}>
              <button type="button" data-menu-item className={entry} onClick={() => enter(slug)}>
                <Icon icon={ArrowLeftRight} />
                {tenantName}
              </button>
            </li>
          ))}
          <li>
            <button type="button" data-menu-item className={entry} aria-busy={leaving || undefined} onClick={leave}>
              <Icon icon={LogOut} />
              {t("common.signOut")}
            </button>
          </li>
        </ul>
      </div>
    </Popover>
  );
}
