import { Download } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DiffView } from "@/components/acts";
import { ImportRun } from "@/components/catalog/import-run";
import { fieldWords, problemWord } from "@/components/catalog/import-words";
import { Badge, Banner, ButtonLink, PageHeader, Stack, Table, TableFrame, Td, Th, Tr } from "@/components/ui";
import { isCountryCode } from "@/lib/format";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc, refusalOf } from "@/server/http/trpc/server-client";

type Props = {
  params: Promise<{ tenant: string; importId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("catalog.importTitle") };
}

const shownChanges = 20;

export default async function ImportRunPage({ params, searchParams }: Props) {
  const [{ tenant: slug, importId }, query] = await Promise.all([params, searchParams]);
  const api = await getServerTrpc(slug);
  const me = await api.access.me.query();
  if (!me.permissions.includes("product:import")) notFound();
  const t = await getT(isCountryCode(me.tenant.country) ? me.tenant.country : "CO");
  const run = await api.catalog.imports.get.query({ importId }).catch((error: unknown) => {
    if (refusalOf(error) === "import_not_found" || refusalOf(error) === "validation_failed") notFound();
    throw error;
  });
  const isJudged = run.status === "checked" || run.status === "done";
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const none = { items: [], nextCursor: null };
  const [problems, changes] = await Promise.all([
    isJudged ? api.catalog.imports.problems.query({ importId, cursor }) : none,
    run.status === "checked" && run.counts.changed > 0 ? api.catalog.imports.changes.query({ importId }) : none,
  ]);
  const base = `/${slug}/catalog`;
  const words = fieldWords(t);
  const { created, changed, equal, failed } = run.counts;
  return (
    <Stack className="max-w-4xl gap-6">
      <PageHeader
        title={t("catalog.importTitle")}
        subtitle={run.fileName}
        actions={<ButtonLink href={`${base}/import`}>{t("catalog.importAnother")}</ButtonLink>}
      />
      {run.status === "done" ? (
        <Banner tone="success" actions={<ButtonLink href={base}>{t("catalog.importBack")}</ButtonLink>}>
          {t("catalog.importDone", { created, changed, equal })}
        </Banner>
      ) : null}
      {isJudged ? (
        <ul aria-label={t("catalog.importReview")} className="flex flex-wrap gap-2">
          <li>
            <Badge tone="success">{t("catalog.importNew", { count: created })}</Badge>
          </li>
          <li>
            <Badge tone="info">{t("catalog.importChanged", { count: changed })}</Badge>
          </li>
          <li>
            <Badge>{t("catalog.importEqual", { count: equal })}</Badge>
          </li>
          <li>
            <Badge tone={failed > 0 ? "warning" : "neutral"}>{t("catalog.importFailed", { count: failed })}</Badge>
          </li>
        </ul>
      ) : null}
      <ImportRun run={run} />
      {changes.items.length > 0 ? (
        <section className="flex flex-col gap-3">
          <h2 className="text-lg">{t("catalog.importWhatChanges")}</h2>
          {changes.items.slice(0, shownChanges).map((change) => (
            <div key={change.line} className="flex flex-col gap-1">
              <h3 className="text-base">
                {change.name} <span className="text-sm font-normal text-ink-2">{change.sku}</span>
              </h3>
              <DiffView
                beforeLabel={t("common.before")}
                afterLabel={t("common.after")}
                differences={change.changes.map(({ field, before, after }) => ({
                  field: words[field],
                  before: before || "—",
                  after: after || "—",
                }))}
              />
            </div>
          ))}
        </section>
      ) : null}
      {problems.items.length > 0 ? (
        <section className="flex flex-col gap-2">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <h2 className="text-lg">{t("catalog.importReason")}</h2>
            <a
              className="inline-flex items-center gap-1 rounded-sm text-link underline underline-offset-2"
              href={`/api/files/imports/${importId}/errors.csv?tenant=${encodeURIComponent(slug)}`}
              download
            >
              <Download aria-hidden className="size-4" />
              {t("catalog.importDownloadErrors")}
            </a>
          </div>
          <TableFrame label={t("catalog.importReason")}>
            <Table>
              <thead>
                <tr>
                  <Th numeric>{t("catalog.importLine")}</Th>
                  <Th>{t("catalog.importColumn")}</Th>
                  <Th className="hidden md:table-cell">{t("catalog.importValue")}</Th>
                  <Th>{t("catalog.importReason")}</Th>
                </tr>
              </thead>
              <tbody>
                {problems.items.map((problem) => (
                  <Tr key={`${problem.line}:${problem.column}`}>
                    <Td numeric>{problem.line}</Td>
                    <Td>{problem.column}</Td>
                    <Td className="hidden text-ink-2 md:table-cell">{problem.value}</Td>
                    <Td>{problemWord(t, problem)}</Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
          </TableFrame>
          {problems.nextCursor ? (
            <ButtonLink className="self-center" href={`${base}/import/${importId}?cursor=${problems.nextCursor}`}>
              {t("common.loadMore")}
            </ButtonLink>
          ) : null}
        </section>
      ) : null}
    </Stack>
  );
}
