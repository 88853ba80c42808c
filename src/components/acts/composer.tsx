"use client";

import { SendHorizontal } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Textarea } from "../ui/input";

export type ComposerProps = {
  label: string;
  value: string;
  onChange: (text: string) => void;
  onSend: () => void;
  sendLabel: string;
  sendingLabel: string;
  isSending?: boolean;
  placeholder?: string;
  /** Switch between answer and note, quick answers, attachments. */
  tools?: ReactNode;
  /** What takes the place of the field: a closed window shows its templates here. */
  instead?: ReactNode;
  footer?: ReactNode;
  isNote?: boolean;
  className?: string;
};

/** Shell of the writing box. Enter sends and Shift Enter breaks the line; a lost race keeps the text, for it is the caller's. */
export function Composer(props: ComposerProps) {
  const { label, value, onChange, onSend, sendLabel, sendingLabel, isSending = false, placeholder } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    if (value.trim()) onSend();
    else field.current?.focus();
  };
  const steer = (event: KeyboardEvent) => {
    // While an accent or a word is being composed, Enter belongs to the keyboard.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!isSending) send();
  };
  return (
    <div className={cn("flex flex-col gap-2 border-t border-line bg-surface p-3", props.className)}>
      {props.tools}
      {props.instead ?? (
        <form
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <Textarea
            ref={field}
            rows={2}
            aria-label={label}
            placeholder={placeholder}
            value={value}
            className={cn("max-h-48 field-sizing-content", props.isNote && "bg-note text-on-note")}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={steer}
          />
          <Button type="submit" variant="primary" icon={SendHorizontal} pending={isSending} pendingLabel={sendingLabel}>
            {sendLabel}
          </Button>
        </form>
      )}
      {props.footer}
    </div>
  );
}
