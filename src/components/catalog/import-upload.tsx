"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiError } from "@/components/trpc/client";
import { Banner, ProgressBar } from "@/components/ui";
import { FileDrop } from "@/components/ui/file-drop";
import { uploadImport } from "@/lib/browser/upload";
import { useT } from "@/lib/i18n/client";
import { limits } from "@/lib/limits";
import { refusalText } from "./refusal-text";

/** Sends the file as it is; the server reads it. The run has an address of its own from the first moment. */
export function ImportUpload({ base, slug }: { base: string; slug: string }) {
  const t = useT();
  const router = useRouter();
  const [isSending, setIsSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (file: File) => {
    setProblem(null);
    if (file.size > limits.importBytes) {
      const megabytes = (bytes: number) => `${Math.ceil(bytes / 1_000_000)} MB`;
      setProblem(t("common.fileTooLarge", { size: megabytes(file.size), max: megabytes(limits.importBytes) }));
      return;
    }
    setIsSending(true);
    const sent = await uploadImport(file, slug);
    if (sent.ok) {
      router.push(`${base}/import/${sent.importId}`);
    } else {
      setProblem(refusalText(new ApiError(sent.code, sent.facts), t));
      setIsSending(false);
    }
  };
  return (
    <div className="flex flex-col gap-3">
      <FileDrop
        accept=".csv,.txt,.tsv,.json,text/csv,application/json"
        label={t("catalog.importDrop")}
        hint="CSV, JSON"
        onFile={send}
      />
      {isSending ? (
        <div role="status" className="flex flex-col gap-1">
          <span>{t("catalog.importUploading")}</span>
          <ProgressBar label={t("catalog.importUploading")} />
        </div>
      ) : null}
      {problem ? (
        <Banner tone="warning" live>
          {problem}
        </Banner>
      ) : null}
    </div>
  );
}
