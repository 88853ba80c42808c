import { getT } from "@/lib/i18n/server";

export default async function NotFound() {
  const t = await getT();
  return (
    <main className="mx-auto flex min-h-dvh max-w-(--measure) flex-col items-start justify-center gap-4 p-8">
      <h1 className="text-3xl">{t("common.notFoundTitle")}</h1>
      <p className="text-lg text-ink-2">{t("common.notFoundBody")}</p>
      {/* A plain link: this page is in the first load of every other one, so it brings nothing along. */}
      <a
        href="/"
        className="inline-flex min-h-(--control) items-center rounded-md bg-brand px-3 font-semibold text-on-brand hover:bg-brand-hover"
      >
        {t("common.goHome")}
      </a>
    </main>
  );
}
