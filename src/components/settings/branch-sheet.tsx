"use client";

import { Pencil, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { ApiError, newIdempotencyKey, trpc } from "@/components/trpc/client";
import { Banner, Button, Field, IconButton, Input } from "@/components/ui";
import { Sheet, useDialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";
import { useT } from "@/lib/i18n/client";

export type BranchItem = { id: string; code: string; name: string; address: string | null; hours: string | null };
type Wrong = { code?: string; name?: string };

const CODE = /^[a-z0-9-]{2,20}$/;

/** Edits the branch it is given; without one, makes a new one. */
export function BranchSheet({ branch }: { branch?: BranchItem }) {
  const t = useT();
  const sheet = useDialog();
  const title = branch ? t("settings.editBranch", { name: branch.name }) : t("settings.newBranch");
  return (
    <>
      {branch ? (
        <IconButton icon={Pencil} label={title} onClick={() => sheet.open(true)} className="pointer-coarse:size-11" />
      ) : (
        <Button variant="primary" icon={Plus} onClick={() => sheet.open(true)} className="pointer-coarse:min-h-11">
          {title}
        </Button>
      )}
      <Sheet isOpen={sheet.isOpen} onClose={sheet.close} title={title}>
        <BranchForm branch={branch} onDone={sheet.close} />
      </Sheet>
    </>
  );
}

function BranchForm({ branch, onDone }: { branch?: BranchItem; onDone: () => void }) {
  const t = useT();
  const router = useRouter();
  const toast = useToast();
  const formId = useId();
  const [wrong, setWrong] = useState<Wrong>({});
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = (name: string) => String(new FormData(form).get(name) ?? "").trim();
    const name = text("name");
    const code = text("code").toLowerCase();
    const found: Wrong = {
      ...(name.length < 2 || name.length > 80 ? { name: t("settings.branchNameFix") } : {}),
      ...(branch || CODE.test(code) ? {} : { code: t("settings.branchCodeFix") }),
    };
    setWrong(found);
    setRefusal(null);
    const first = found.name ? "name" : found.code ? "code" : null;
    if (first) {
      form.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
      return;
    }
    setIsSaving(true);
    try {
      if (branch) {
        await trpc.tenancy.updateBranch.mutate({
          branchId: branch.id,
          name,
          address: text("address") || null,
          hours: text("hours") || null,
        });
      } else {
        await trpc.tenancy.createBranch.mutate({
          code,
          name,
          address: text("address") || undefined,
          hours: text("hours") || undefined,
          idempotencyKey,
        });
      }
      toast({ text: t(branch ? "settings.branchSaved" : "settings.branchCreated") });
      router.refresh();
      onDone();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "state_conflict" && error.facts.field === "code") {
        setWrong({ code: t("settings.branchCodeTaken") });
        form.querySelector<HTMLInputElement>("[name=code]")?.focus();
      } else setRefusal(error);
    } finally {
      setIsSaving(false);
    }
  };
  return (
    <form id={formId} noValidate className="flex flex-col gap-4" onSubmit={save}>
      <Field label={t("common.name")} error={wrong.name}>
        {(control) => (
          <Input
            {...control}
            name="name"
            defaultValue={branch?.name}
            maxLength={80}
            placeholder={t("settings.branchNameExample")}
            autoComplete="off"
          />
        )}
      </Field>
      {branch ? null : (
        <Field label={t("settings.branchCode")} hint={t("settings.branchCodeHint")} error={wrong.code}>
          {(control) => (
            <Input {...control} name="code" maxLength={20} placeholder="chacao" autoComplete="off" spellCheck={false} />
          )}
        </Field>
      )}
      <Field label={t("settings.address")} optional={t("common.optional")}>
        {(control) => <Input {...control} name="address" defaultValue={branch?.address ?? ""} maxLength={200} />}
      </Field>
      <Field label={t("settings.hours")} optional={t("common.optional")}>
        {(control) => (
          <Input
            {...control}
            name="hours"
            defaultValue={branch?.hours ?? ""}
            maxLength={200}
            placeholder={t("settings.hoursExample")}
          />
        )}
      </Field>
      {refusal ? (
        <Banner tone="danger" live>
          {t(refusal.code === "offline" ? "errors.dependency_unavailable" : `errors.${refusal.code}`)}
        </Banner>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone} className="pointer-coarse:min-h-11">
          {t("common.cancel")}
        </Button>
        <Button
          type="submit"
          variant="primary"
          pending={isSaving}
          pendingLabel={t("common.saving")}
          className="pointer-coarse:min-h-11"
        >
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
