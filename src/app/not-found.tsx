import { ButtonLink } from "@/components/ui";
import { getT } from "@/lib/i18n/server";

export default async function NotFound() {
  const t = await getT();
  return (
    <main className="mx-auto flex min-h-dvh max-w-(--measure) flex-col items-start justify-center gap-4 p-8">
      <h1 className="text-3xl">{t("common.notFoundTitle")}</h1>
      <p className="text-lg text-ink-2">{t("common.notFoundBody")}</p>
      <ButtonLink href="/" variant="primary">
        {t("common.goHome")}
      </ButtonLink>
    </main>
  );
}
