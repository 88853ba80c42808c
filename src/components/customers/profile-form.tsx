"use client";

import { useState } from "react";
import { ApiError, newIdempotencyKey, trpc } from "@/components/trpc/client";
import { Banner, Button, Field, Input, Textarea } from "@/components/ui";
import { useToast } from "@/components/ui/toast";
import { useT } from "@/lib/i18n/client";

export type ProfileFormProps = { customerId: string; name: string; notes: string | null; version: number };

/** Name and notes. A colleague's save in between is told, and what was typed stays. */
export function ProfileForm({ customerId, ...given }: ProfileFormProps) {
  const t = useT();
  const toast = useToast();
  const [name, setName] = useState(given.name);
  const [notes, setNotes] = useState(given.notes ?? "");
  const [version, setVersion] = useState(given.version);
  const [isSaving, setIsSaving] = useState(false);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const save = async () => {
    if (!name.trim()) return;
    setIsSaving(true);
    setRefusal(null);
    try {
      const saved = await trpc.customers.update.mutate({
        customerId,
        version,
        name: name.trim(),
        notes: notes.trim() || null,
        idempotencyKey: newIdempotencyKey(),
      });
      setVersion(saved.version);
      toast({ text: t("inbox.saved") });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setRefusal(error);
    } finally {
      setIsSaving(false);
    }
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field label={t("common.name")} error={name.trim() ? undefined : t("errors.validation_failed")}>
        {(control) => (
          <Input {...control} value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label={t("common.notes")} optional={t("common.optional")}>
        {(control) => (
          <Textarea {...control} rows={4} value={notes} onChange={(event) => setNotes(event.target.value)} />
        )}
      </Field>
      {refusal ? (
        <Banner tone="danger" live>
          {t(refusal.code === "offline" ? "errors.dependency_unavailable" : `errors.${refusal.code}`)}
        </Banner>
      ) : null}
      <Button
        type="submit"
        variant="primary"
        pending={isSaving}
        pendingLabel={t("common.saving")}
        className="self-start"
      >
        {t("common.save")}
      </Button>
    </form>
  );
}
