"use client";

import { Archive, Pencil, RotateCcw } from "lucide-react";
import { trpc } from "@/components/trpc/client";
import { Banner, Button } from "@/components/ui";
import { Sheet, useDialog } from "@/components/ui/dialog";
import { useT } from "@/lib/i18n/client";
import { type ProductDraft, ProductForm } from "./product-form";
import { useAct } from "./use-act";

/** Editing happens beside the product; archiving at once, with its way back in sight. */
export function ProductActions({
  base,
  draft,
  choices,
  currency,
  isArchived,
  can,
}: {
  base: string;
  draft: ProductDraft & { itemId: string };
  choices: Parameters<typeof ProductForm>[0]["choices"];
  currency: string;
  isArchived: boolean;
  can: { price: boolean; cost: boolean };
}) {
  const t = useT();
  const edit = useDialog();
  const { pending, problem, run } = useAct<"archive" | "restore">();
  const { itemId } = draft;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        {isArchived ? (
          <Button
            variant="primary"
            icon={RotateCcw}
            pending={pending === "restore"}
            onClick={() =>
              run("restore", async () => {
                await trpc.catalog.restore.mutate({ itemId });
                return t("catalog.restored");
              })
            }
          >
            {t("common.restore")}
          </Button>
        ) : (
          <>
            <Button icon={Pencil} onClick={() => edit.open(true)}>
              {t("common.edit")}
            </Button>
            <Button
              variant="ghost"
              icon={Archive}
              pending={pending === "archive"}
              onClick={() =>
                run("archive", async () => {
                  await trpc.catalog.archive.mutate({ itemId });
                  return t("catalog.archivedNote");
                })
              }
            >
              {t("common.archive")}
            </Button>
          </>
        )}
      </div>
      {problem ? (
        <Banner tone="warning" live>
          {problem}
        </Banner>
      ) : null}
      <Sheet isOpen={edit.isOpen} onClose={edit.close} title={t("catalog.edit")}>
        <ProductForm base={base} draft={draft} choices={choices} currency={currency} can={can} onSaved={edit.close} />
      </Sheet>
    </div>
  );
}
