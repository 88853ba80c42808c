"use client";

import { Upload } from "lucide-react";
import { type DragEvent, type ReactNode, useId, useState } from "react";
import { useT } from "@/lib/i18n/client";
import { cn } from "./cn";
import { Icon } from "./icon";

export type FileDropProps = {
  onFile: (file: File) => void;
  /** As in `<input accept>`: ".csv,text/csv". */
  accept?: string;
  hint?: ReactNode;
  label?: string;
  error?: ReactNode;
  className?: string;
};

/** A file input in plain sight; dropping is the shortcut, never the only way. */
export function FileDrop({ onFile, accept, hint, label, error, className }: FileDropProps) {
  const t = useT();
  const id = useId();
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    <div className={cn("flex flex-col gap-1", className)}>
      <label
        htmlFor={id}
        className={cn(
          "flex cursor-pointer flex-col items-center gap-2 rounded-lg border border-dashed px-4 py-8 text-center has-focus-visible:outline-2 has-focus-visible:outline-focus",
          isOver ? "border-brand bg-surface-selected" : "border-line-strong bg-surface hover:bg-surface-hover",
        )}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      >
        <Icon icon={Upload} className="size-6 text-ink-3" />
        <span className="font-semibold">{label ?? t("common.chooseFile")}</span>
        {hint ? <span className="text-sm text-ink-3">{hint}</span> : null}
        <input
          id={id}
          type="file"
          accept={accept}
          className="sr-only"
          aria-describedby={error ? `${id}-error` : undefined}
          onChange={(event) => {
            const file = event.target.files?.[0];
            // Emptied so that the same file, once fixed, can be chosen again.
            event.target.value = "";
            if (file) onFile(file);
          }}
        />
      </label>
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-sm text-danger-ink">
          {error}
        </p>
      ) : null}
    </div>
  );
}
