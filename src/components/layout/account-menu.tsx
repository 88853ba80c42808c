"use client";

import { ArrowLeftRight, LogOut, Monitor, Moon, Sun } from "lucide-react";
import NextLink from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { chooseLanguage, chooseTheme } from "@/lib/browser/preferences";
import { signOut } from "@/lib/browser/rpc";
import { useFrame, useT } from "@/lib/i18n/client";
import type { Theme } from "@/lib/theme/theme";
import { Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { closeMenu, Popover } from "../ui/menu";
import { Segmented } from "../ui/tabs";

export type AccountMenuProps = {
  name: string;
  email?: string;
  theme: Theme;
  otherTenants: readonly { slug: string; name: string }[];
};

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
  return (
    <Popover
      variant="ghost"
      align="end"
      label={`${t("common.account")}: ${name}`}
      trigger={<Avatar name={name} size="sm" />}
      panelClassName="w-72"
    >
      <div className="flex flex-col gap-3 p-2">
        <div>
          <p className="font-semibold">{name}</p>
          {email ? <p className="truncate text-sm text-ink-3">{email}</p> : null}
        </div>
        <PreferenceSwitches theme={theme} onLanguage={() => router.refresh()} />
        <ul className="border-t border-line pt-2">
          {otherTenants.map(({ slug, name: tenantName }) => (
            <li key={slug}>
              <NextLink href={`/${slug}`} data-menu-item className={entry} onClick={closeMenu}>
                <Icon icon={ArrowLeftRight} />
                {tenantName}
              </NextLink>
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

/** Shared by the shell and the public pages. */
export function PreferenceSwitches({ theme, onLanguage }: { theme: Theme; onLanguage: () => void }) {
  const t = useT();
  const { language } = useFrame();
  return (
    <div className="flex flex-col gap-2">
      <Segmented
        legend={t("common.theme")}
        name="theme"
        defaultValue={theme}
        onChange={chooseTheme}
        className="w-full justify-between"
        options={[
          { value: "light", label: <ThemeLabel icon={Sun} text={t("common.themeLight")} /> },
          { value: "dark", label: <ThemeLabel icon={Moon} text={t("common.themeDark")} /> },
          { value: "system", label: <ThemeLabel icon={Monitor} text={t("common.themeSystem")} /> },
        ]}
      />
      <Segmented
        legend={t("common.language")}
        name="language"
        defaultValue={language}
        className="w-full justify-between"
        onChange={(next) => {
          chooseLanguage(next);
          onLanguage();
        }}
        options={[
          { value: "es", label: <span lang="es">{t("common.spanish")}</span> },
          { value: "en", label: <span lang="en">{t("common.english")}</span> },
        ]}
      />
    </div>
  );
}

function ThemeLabel({ icon, text }: { icon: typeof Sun; text: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <Icon icon={icon} className="size-4" />
      {text}
    </span>
  );
}
