import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { pickMessages } from "@/lib/i18n";
import { I18nProvider } from "@/lib/i18n/client";
import { getLanguage, getT } from "@/lib/i18n/server";
import { isTheme, THEME_COOKIE } from "@/lib/theme/theme";
import { SiteFooter } from "./_components/site-footer";
import { SiteHeader } from "./_components/site-header";

export default async function MarketingLayout({ children }: { children: ReactNode }) {
  const [language, t, jar] = await Promise.all([getLanguage(), getT(), cookies()]);
  const chosen = jar.get(THEME_COOKIE)?.value;
  return (
    <I18nProvider locale={language} messages={pickMessages(language, ["common"])}>
      <a href="#contenido" className="skip-link">
        {t("common.skip")}
      </a>
      <SiteHeader />
      <main id="contenido" tabIndex={-1} className="outline-none">
        {children}
      </main>
      <SiteFooter theme={isTheme(chosen) ? chosen : "system"} />
    </I18nProvider>
  );
}
