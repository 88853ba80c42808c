import NextLink from "next/link";
import { getT } from "@/lib/i18n/server";
import type { Theme } from "@/lib/theme/theme";
import { Preferences } from "./preferences";
import { Wordmark } from "./wordmark";

export async function SiteFooter({ theme }: { theme: Theme }) {
  const t = await getT();
  const places = [
    { href: "/precios", label: t("marketing.pricing") },
    { href: "/desarrolladores", label: t("marketing.developers") },
    { href: "/legal/terminos", label: t("marketing.terms") },
    { href: "/legal/privacidad", label: t("marketing.privacy") },
  ];
  return (
    <footer className="border-t border-line bg-surface">
      <div className="mx-auto flex max-w-6xl flex-wrap items-start justify-between gap-8 px-4 py-8">
        <div className="flex flex-col gap-4">
          <Wordmark />
          <nav aria-label={t("marketing.footerNavigation")}>
            <ul className="flex flex-wrap gap-x-4">
              {places.map(({ href, label }) => (
                <li key={href}>
                  <NextLink
                    href={href}
                    className="inline-flex min-h-11 items-center text-ink-2 hover:text-ink hover:underline"
                  >
                    {label}
                  </NextLink>
                </li>
              ))}
            </ul>
          </nav>
        </div>
        <section aria-label={t("marketing.preferences")} className="w-full max-w-xs">
          <Preferences theme={theme} />
        </section>
      </div>
    </footer>
  );
}
