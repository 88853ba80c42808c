import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import type { Counts } from "@/components/layout/navigation";
import { Shell } from "@/components/layout/shell";
import { SwitchBusiness } from "@/components/settings/switch-business";
import { ToastProvider } from "@/components/ui/toast";
import { renderInstant } from "@/lib/browser/clock";
import { RAIL_COOKIE } from "@/lib/browser/preferences";
import { isCountryCode } from "@/lib/format";
import { type AreaName, createTranslate, messagesFor, pickMessages } from "@/lib/i18n";
import { I18nProvider } from "@/lib/i18n/client";
import { getLocale } from "@/lib/i18n/server";
import { isTheme, THEME_COOKIE } from "@/lib/theme/theme";
import { getServerTrpc, refusalOf } from "@/server/http/trpc/server-client";

const areas: readonly AreaName[] = ["common", "errors", "home", "inbox", "catalog", "inventory", "selling"];

/** What is not even the shape of an address (a stray file, a probe) asks nothing of the database. */
const SLUG = /^[a-z0-9-]{3,40}$/;

type Props = { params: Promise<{ tenant: string }>; children: ReactNode };

export const metadata: Metadata = { robots: { index: false } };

async function readMe(slug: string) {
  try {
    return await (await getServerTrpc(slug)).access.me.query();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === "unauthenticated" || refusal === "session_expired") redirect(`/entrar?negocio=${slug}`);
    // Whoever is not a member learns nothing: a business of others looks like one that does not exist.
    // Their own business, but the session works in another one: the page offers to come back.
    if (refusal === "tenant_mismatch") return null;
    if (refusal === "tenant_not_found" || refusal === "not_found") notFound();
    throw error;
  }
}

/** The shell must stand even when a count cannot be read: a missing badge is better than a missing page. */
async function unlessRefused<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (refusalOf(error)) return null;
    throw error;
  }
}

async function readCounts(slug: string, permissions: readonly string[]): Promise<Counts> {
  const api = await getServerTrpc(slug);
  const [inbox, alerts] = await Promise.all([
    permissions.includes("conversation:read") ? unlessRefused(api.conversations.counts.query({})) : null,
    permissions.includes("alert:read") ? unlessRefused(api.alerts.counts.query()) : null,
  ]);
  return {
    ...(inbox ? { inbox: inbox.unread + inbox.unassigned } : {}),
    ...(alerts ? { alerts: alerts.open } : {}),
  };
}

async function OtherBusiness({ slug }: { slug: string }) {
  const [memberships, locale] = await Promise.all([
    getServerTrpc(slug).then((api) => api.access.memberships.query()),
    getLocale(),
  ]);
  const name = memberships.find((membership) => membership.slug === slug)?.name ?? notFound();
  return (
    <I18nProvider locale={locale} messages={pickMessages(locale, ["common", "errors", "settings"])}>
      <SwitchBusiness slug={slug} name={name} />
    </I18nProvider>
  );
}

export default async function TenantLayout({ params, children }: Props) {
  const { tenant: slug } = await params;
  if (!SLUG.test(slug)) notFound();
  const [me, jar] = await Promise.all([readMe(slug), cookies()]);
  if (!me) return <OtherBusiness slug={slug} />;
  const country = isCountryCode(me.tenant.country) ? me.tenant.country : "CO";
  const locale = await getLocale(country);
  const t = createTranslate(messagesFor(locale), country);
  const theme = jar.get(THEME_COOKIE)?.value;
  const counts = await readCounts(slug, me.permissions);
  return (
    <I18nProvider
      locale={locale}
      country={country}
      zone={me.tenant.timeZone}
      now={renderInstant()}
      messages={pickMessages(locale, areas)}
    >
      <ToastProvider>
        <Shell
          tenant={me.tenant}
          member={{ name: me.member.name, email: me.account.email }}
          otherTenants={me.tenants.filter((tenant) => tenant.slug !== me.tenant.slug)}
          branches={me.branches}
          mayAllBranches={me.branches.length > 1}
          permissions={me.permissions}
          counts={counts}
          theme={isTheme(theme) ? theme : "system"}
          isRailOpen={jar.get(RAIL_COOKIE)?.value !== "closed"}
          skipLabel={t("common.skip")}
        >
          {children}
        </Shell>
      </ToastProvider>
    </I18nProvider>
  );
}
