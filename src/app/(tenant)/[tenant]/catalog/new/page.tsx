import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ProductForm } from "@/components/catalog/product-form";
import { PageHeader, Stack } from "@/components/ui";
import { isCountryCode } from "@/lib/format";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc } from "@/server/http/trpc/server-client";

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("catalog.newTitle") };
}

export default async function NewProductPage({ params, searchParams }: Props) {
  const [{ tenant: slug }, query] = await Promise.all([params, searchParams]);
  const api = await getServerTrpc(slug);
  const me = await api.access.me.query();
  if (!me.permissions.includes("product:write")) notFound();
  const t = await getT(isCountryCode(me.tenant.country) ? me.tenant.country : "CO");
  const [categories, taxes] = await Promise.all([api.catalog.categories.query(), api.catalog.taxes.query()]);
  return (
    <Stack>
      <PageHeader title={t("catalog.newTitle")} />
      <ProductForm
        base={`/${slug}/catalog`}
        currency={me.tenant.currency}
        can={{ price: me.permissions.includes("price:update"), cost: me.permissions.includes("cost:read") }}
        choices={{
          categories: categories.items.map(({ categoryId, name }) => ({ value: categoryId, label: name })),
          taxes: taxes.items.map(({ taxId, name }) => ({ value: taxId, label: name })),
        }}
        draft={{
          itemId: null,
          name: typeof query.nombre === "string" ? query.nombre.slice(0, 200) : "",
          sku: "",
          brand: "",
          categoryId: "",
          taxId: "",
          price: "",
          cost: "",
          barcode: "",
          oemCodes: "",
        }}
      />
    </Stack>
  );
}
