"use client";

import { Check, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ImportProgress } from "@/components/acts/import-progress";
import { useIntentKey } from "@/components/quotes/use-intent-key";
import { trpc } from "@/components/trpc/client";
import { useLive, useLiveHealth } from "@/components/trpc/live";
import { Banner, Button, Field, Select, Table, TableFrame, Td, Th, Tr } from "@/components/ui";
import { useT } from "@/lib/i18n/client";
import type { ImportWire } from "@/server/modules/catalog/import/schema";
import { fieldWords } from "./import-words";
import { refusalText } from "./refusal-text";

type FieldName = keyof ImportWire["mapping"]["columns"];

/** The run as it is on the server: this page only shows it, so closing it stops nothing and reloading loses nothing. */
export function ImportRun({ run: initial }: { run: ImportWire }) {
  const t = useT();
  const router = useRouter();
  const health = useLiveHealth();
  const keyOf = useIntentKey();
  const [live, setLive] = useState<{ from: ImportWire; run: ImportWire }>({ from: initial, run: initial });
  const run = live.from === initial ? live.run : initial;
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [columns, setColumns] = useState(initial.mapping.columns);

  useLive(({ type, subject, payload }) => {
    if (subject !== `import:${initial.importId}` || type !== "catalog/import.progressed" || !payload) return;
    const { status, rowsDone, counts } = payload as Pick<ImportWire, "status" | "rowsDone" | "counts">;
    setLive({ from: initial, run: { ...initial, status, rowsDone, counts } });
    if (status === "checked" || status === "done") router.refresh();
  });

  const act = async (mode: "dry_run" | "apply") => {
    setPending(true);
    setProblem(null);
    try {
      const { importId } = run;
      if (mode === "dry_run" && JSON.stringify(columns) !== JSON.stringify(initial.mapping.columns)) {
        await trpc.catalog.imports.setMapping.mutate({
          importId,
          columns,
          idempotencyKey: keyOf({ importId, columns }),
        });
      }
      const started = await trpc.catalog.imports.start.mutate({ importId, mode });
      setLive({ from: initial, run: started });
      router.refresh();
    } catch (error) {
      setProblem(refusalText(error, t));
    } finally {
      setPending(false);
    }
  };
  const isRunning = run.status === "checking" || run.status === "applying";
  return (
    <div className="flex flex-col gap-4">
      {problem ? (
        <Banner tone="warning" live>
          {problem}
        </Banner>
      ) : null}
      {isRunning ? (
        <>
          <ImportProgress
            title={run.status === "checking" ? t("catalog.importStatusChecking") : t("catalog.importStatusApplying")}
            done={run.rowsDone}
            total={run.totalRows}
            failed={run.counts.failed}
            actions={
              health === "live" ? null : (
                <Button size="sm" onClick={() => router.refresh()}>
                  {t("common.reload")}
                </Button>
              )
            }
          />
          <p className="text-ink-2">{t("catalog.importGoOn")}</p>
        </>
      ) : null}
      {run.status === "uploaded" ? <Mapping run={run} columns={columns} onChange={setColumns} /> : null}
      <div className="flex flex-wrap gap-2">
        {run.status === "uploaded" ? (
          <Button variant="primary" icon={Search} pending={pending} onClick={() => act("dry_run")}>
            {t("catalog.importCheck")}
          </Button>
        ) : null}
        {run.status === "checked" && run.counts.created + run.counts.changed > 0 ? (
          <Button variant="primary" icon={Check} pending={pending} onClick={() => act("apply")}>
            {t("catalog.importStart")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** What each column is, with what it holds: guessed by name, corrected by hand. */
function Mapping({
  run,
  columns,
  onChange,
}: {
  run: ImportWire;
  columns: ImportWire["mapping"]["columns"];
  onChange: (columns: ImportWire["mapping"]["columns"]) => void;
}) {
  const t = useT();
  const words = fieldWords(t);
  const names = Object.keys(words) as FieldName[];
  const fieldAt = (index: number): FieldName | "" => names.find((name) => columns[name] === index) ?? "";
  const assign = (index: number, field: FieldName | "") => {
    const kept = Object.fromEntries(
      Object.entries(columns).filter(([name, at]) => at !== index && name !== field),
    ) as ImportWire["mapping"]["columns"];
    onChange(field === "" ? kept : { ...kept, [field]: index });
  };
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-lg">{t("catalog.importMap")}</h2>
      <TableFrame label={t("catalog.importMap")}>
        <Table>
          <thead>
            <tr>
              <Th>{t("catalog.importColumn")}</Th>
              <Th>{t("catalog.importField")}</Th>
              <Th className="hidden md:table-cell">{t("catalog.importSample")}</Th>
            </tr>
          </thead>
          <tbody>
            {run.mapping.header.map((name, index) => (
              <Tr key={index}>
                <Td className="font-semibold">{name}</Td>
                <Td>
                  <Field label={`${t("catalog.importField")}: ${name}`} className="[&>label]:sr-only">
                    {(control) => (
                      <Select
                        {...control}
                        value={fieldAt(index)}
                        onChange={(event) => assign(index, event.currentTarget.value as FieldName | "")}
                        options={[
                          { value: "", label: t("catalog.importUnmapped") },
                          ...names.map((field) => ({ value: field, label: words[field] })),
                        ]}
                      />
                    )}
                  </Field>
                </Td>
                <Td className="hidden text-ink-2 md:table-cell">
                  {run.mapping.samples
                    .map((row) => row[index])
                    .filter(Boolean)
                    .join(" · ")}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </TableFrame>
    </section>
  );
}
