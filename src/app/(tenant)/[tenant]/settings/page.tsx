import type { Metadata } from "next";
import { PageHeader, Stack, Tabs } from "@/components/ui";
import { pickMessages } from "@/lib/i18n";
import { I18nProvider } from "@/lib/i18n/client";
import { getLocale, getT } from "@/lib/i18n/server";
import { getServerTrpc } from "@/server/http/trpc/server-client";
import { Branches, Numbers, Sessions, Team } from "./_components/sections";

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("common.settings") };
}

const sections = [
  { name: "sessions", path: "", permission: null, View: Sessions },
  { name: "branches", path: "sucursales", permission: "product:read", View: Branches },
  { name: "team", path: "equipo", permission: "member:read", View: Team },
  { name: "numbers", path: "numeros", permission: "conversation:read", View: Numbers },
] as const;

/** What is everybody's own comes first; the rest shows to whom it concerns. */
export default async function SettingsPage({ params, searchParams }: Props) {
  const [{ tenant: slug }, query] = await Promise.all([params, searchParams]);
  const me = await (await getServerTrpc(slug)).access.me.query();
  const [t, locale] = await Promise.all([getT(), getLocale()]);
  const shown = sections.filter(({ permission }) => permission === null || me.permissions.includes(permission));
  const { name: current, View } = shown.find(({ path }) => path === query.seccion) ?? sections[0];
  const base = `/${slug}/settings`;
  return (
    <I18nProvider messages={pickMessages(locale, ["settings"])}>
      <Stack>
        <PageHeader title={t("common.settings")} />
        <Tabs
          label={t("settings.sections")}
          items={shown.map(({ name, path }) => ({
            href: path ? `${base}?seccion=${path}` : base,
            label: t(`settings.${name}`),
            current: name === current,
          }))}
        />
        <View slug={slug} permissions={me.permissions} />
      </Stack>
    </I18nProvider>
  );
}
