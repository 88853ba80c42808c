"use client";

import { X } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from "react";
import { useT } from "@/lib/i18n/client";
import { IconButton } from "./button";
import { cn } from "./cn";

export type DialogProps = {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** The buttons; the one that does it is the last. */
  footer?: ReactNode;
  className?: string;
};

/** The browser's own modal: it traps focus, closes on Escape and returns focus to its opener. */
function Modal({
  isOpen,
  onClose,
  title,
  description,
  children,
  footer,
  className,
  look,
  alert = false,
}: DialogProps & { look: "modal" | "sheet"; alert?: boolean }) {
  const t = useT();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (isOpen && !element?.open) element?.showModal();
    if (!isOpen && element?.open) element.close();
  }, [isOpen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own; the click is on its backdrop.
    <dialog
      ref={dialog}
      role={alert ? "alertdialog" : undefined}
      aria-labelledby={titleId}
      aria-describedby={description ? `${titleId}-text` : undefined}
      className={cn(look, className)}
      onClose={onClose}
      onClick={(event) => {
        if (!alert && event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      {isOpen ? (
        <div className="flex h-full flex-col">
          <header className="flex items-start justify-between gap-4 border-b border-line px-4 py-3">
            <div>
              <h2 id={titleId} className="text-xl">
                {title}
              </h2>
              {description ? (
                <p id={`${titleId}-text`} className="text-ink-2">
                  {description}
                </p>
              ) : null}
            </div>
            <IconButton icon={X} label={t("common.close")} onClick={() => dialog.current?.close()} />
          </header>
          {children ? <div className="flex-1 overflow-y-auto p-4">{children}</div> : null}
          {footer ? (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">{footer}</footer>
          ) : null}
        </div>
      ) : null}
    </dialog>
  );
}

/** Decides. Never over another one. */
export function Dialog(props: DialogProps) {
  return <Modal {...props} look="modal" />;
}

/** Only for money leaving, fiscal documents and erasure; all else happens at once and can be undone. */
export function AlertDialog(props: DialogProps) {
  return <Modal {...props} look="modal" alert />;
}

/** Edits beside what it edits; on a phone it is a page. */
export function Sheet(props: DialogProps) {
  return <Modal {...props} look="sheet" />;
}

/** The one way to hold a dialog's state: `const edit = useDialog<Product>()`. */
export function useDialog<Subject = true>() {
  const [subject, setSubject] = useState<Subject | null>(null);
  const open = useCallback((value: Subject) => setSubject(() => value), []);
  const close = useCallback(() => setSubject(null), []);
  return { isOpen: subject !== null, subject, open, close };
}
