import type { ReactNode } from "react";
import { pickMessages } from "@/lib/i18n";
import { I18nProvider } from "@/lib/i18n/client";
import { getLanguage, getT } from "@/lib/i18n/server";
import { Wordmark } from "../(marketing)/_components/wordmark";

export default async function AuthLayout({ children }: { children: ReactNode }) {
  const [language, t] = await Promise.all([getLanguage(), getT()]);
  return (
    <I18nProvider locale={language} messages={pickMessages(language, ["common", "errors", "auth"])}>
      <a href="#contenido" className="skip-link">
        {t("common.skip")}
      </a>
      <div className="mx-auto flex min-h-dvh w-full max-w-md flex-col gap-8 px-4 py-6 sm:py-12">
        <header>
          <Wordmark />
        </header>
        <main id="contenido" tabIndex={-1} className="flex flex-1 flex-col gap-6 outline-none">
          {children}
        </main>
      </div>
    </I18nProvider>
  );
}
