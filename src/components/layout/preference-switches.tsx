"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { chooseLanguage, chooseTheme } from "@/lib/browser/preferences";
import { useFrame, useT } from "@/lib/i18n/client";
import type { Theme } from "@/lib/theme/theme";
import { Icon } from "../ui/icon";
import { Segmented } from "../ui/tabs";

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
