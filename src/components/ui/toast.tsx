"use client";

import { Undo2, X } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useT } from "@/lib/i18n/client";
import { Button, IconButton } from "./button";

type ToastContent = { text: string; onUndo?: () => void };
type Shown = ToastContent & { id: number };

const UNDO_MILLISECONDS = 10_000;
const PLAIN_MILLISECONDS = 5_000;

const ToastContext = createContext<((toast: ToastContent) => void) | null>(null);

/** Confirms and offers to undo, nothing else: an error stays where it happened. */
export function useToast(): (toast: ToastContent) => void {
  const show = useContext(ToastContext);
  if (!show) throw new TypeError("no ToastProvider above this component");
  return show;
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const count = useRef(0);
  const show = useCallback((toast: ToastContent) => {
    count.current += 1;
    const id = count.current;
    // Three at most: a column of toasts hides the work it talks about.
    setShown((current) => [...current.slice(-2), { ...toast, id }]);
  }, []);
  const hide = useCallback((id: number) => setShown((current) => current.filter((toast) => toast.id !== id)), []);
  const list = useMemo(
    () => shown.map((toast) => <ToastCard key={toast.id} toast={toast} onHide={hide} />),
    [shown, hide],
  );
  return (
    <ToastContext value={show}>
      {children}
      <section
        aria-live="polite"
        className="pointer-events-none fixed inset-x-4 bottom-20 z-(--z-toast) flex flex-col items-center gap-2 md:bottom-4"
      >
        {list}
      </section>
    </ToastContext>
  );
}

function ToastCard({ toast, onHide }: { toast: Shown; onHide: (id: number) => void }) {
  const t = useT();
  const [isHeld, setIsHeld] = useState(false);
  const { id, text, onUndo } = toast;
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => onHide(id), onUndo ? UNDO_MILLISECONDS : PLAIN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isHeld, id, onUndo, onHide]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: being looked at stops its clock; nothing is activated here.
    <div
      className="floating bubble-enter pointer-events-auto flex items-center gap-2 px-3 py-1"
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      <span>{text}</span>
      {onUndo ? (
        <Button
          variant="ghost"
          icon={Undo2}
          onClick={() => {
            onHide(id);
            onUndo();
          }}
        >
          {t("common.undo")}
        </Button>
      ) : null}
      <IconButton icon={X} label={t("common.close")} onClick={() => onHide(id)} />
    </div>
  );
}
