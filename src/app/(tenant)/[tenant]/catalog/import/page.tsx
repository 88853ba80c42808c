import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ImportUpload } from "@/components/catalog/import-upload";
import { statusWords } from "@/components/catalog/import-words";
import { Badge, ButtonLink, Link, PageHeader, Stack } from "@/components/ui";
import { When } from "@/components/values";
import { isCountryCode } from "@/lib/format";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc } from "@/server/http/trpc/server-client";

type Props = { params: Promise<{ tenant: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("catalog.importTitle") };
}

const recent = 10;
const sample =
  "codigo;nombre;marca;categoria;precio;costo;oem;equivalentes;vehiculos\r\n" +
  "BP-0412;Pastillas de freno delanteras;Bosch;Frenos;48,00;29,80;04465-02220;BP-0413;Toyota Corolla 2009-2014 1.8\r\n" +
  "BP-0413;Pastillas de freno delanteras;Fras-le;Frenos;36,50;21,40;;BP-0412;Toyota Corolla 2009-2014\r\n";

export default async function ImportPage({ params }: Props) {
  const { tenant: slug } = await params;
  const api = await getServerTrpc(slug);
  const me = await api.access.me.query();
  if (!me.permissions.includes("product:import")) notFound();
  const t = await getT(isCountryCode(me.tenant.country) ? me.tenant.country : "CO");
  const base = `/${slug}/catalog`;
  const { items } = await api.catalog.imports.list.query({ limit: recent });
  const words = statusWords(t);
  return (
    <Stack className="max-w-3xl gap-6">
      <PageHeader
        title={t("catalog.importTitle")}
        actions={<ButtonLink href={base}>{t("catalog.importBack")}</ButtonLink>}
      />
      <ImportUpload base={base} slug={slug} />
      <p>
        <a
          className="rounded-sm text-link underline underline-offset-2"
          download="ejemplo.csv"
          href={`data:text/csv;charset=utf-8,%EF%BB%BF${encodeURIComponent(sample)}`}
        >
          {t("catalog.importSampleFile")}
        </a>
      </p>
      {items.length > 0 ? (
        <section className="flex flex-col gap-2">
          <h2 className="text-lg">{t("catalog.importRecent")}</h2>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {items.map((run) => (
              <li key={run.importId} className="flex flex-wrap items-center justify-between gap-2 px-3 py-2">
                <Link href={`${base}/import/${run.importId}`}>{run.fileName}</Link>
                <span className="inline-flex items-center gap-3 text-sm text-ink-2">
                  <When at={run.createdAt} />
                  <Badge>{words[run.status]}</Badge>
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </Stack>
  );
}
