import NextLink from "next/link";
import { ButtonLink } from "@/components/ui";
import { getT } from "@/lib/i18n/server";
import { Wordmark } from "./wordmark";

export async function SiteHeader() {
  const t = await getT();
  const place = "inline-flex min-h-11 items-center rounded-md px-2 font-semibold text-ink-2 hover:text-ink sm:px-3";
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex max-w-6xl items-center justify-between gap-2 px-4 py-2">
        <Wordmark />
        <nav aria-label={t("marketing.siteNavigation")}>
          <ul className="flex items-center sm:gap-1">
            <li>
              <NextLink href="/precios" className={place}>
                {t("marketing.pricing")}
              </NextLink>
            </li>
            <li className="hidden md:block">
              <NextLink href="/desarrolladores" className={place}>
                {t("marketing.developers")}
              </NextLink>
            </li>
            <li>
              <NextLink href="/entrar" className={place}>
                {t("marketing.signIn")}
              </NextLink>
            </li>
            <li className="hidden pl-2 sm:block">
              <ButtonLink href="/registro">{t("marketing.start")}</ButtonLink>
            </li>
          </ul>
        </nav>
      </div>
    </header>
  );
}
