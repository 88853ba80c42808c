import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ProfileForm } from "@/components/customers/profile-form";
import { Banner, ButtonLink, Card, EmptyState, PageHeader, Stack } from "@/components/ui";
import { Link } from "@/components/ui/link";
import { Phone, When } from "@/components/values";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc, refusalOf } from "@/server/http/trpc/server-client";

type Props = { params: Promise<{ tenant: string; customerId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("inbox.customer") };
}

async function read(tenant: string, customerId: string) {
  const trpc = await getServerTrpc(tenant);
  try {
    return await Promise.all([
      trpc.customers.get.query({ customerId }),
      trpc.conversations.ofCustomer.query({ customerId }),
    ]);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === "customer_not_found" || refusal === "validation_failed" || refusal === "forbidden") notFound();
    throw error;
  }
}

export default async function CustomerPage({ params }: Props) {
  const { tenant, customerId } = await params;
  const t = await getT();
  const [customer, conversations] = await read(tenant, customerId);
  return (
    <Stack>
      <PageHeader title={customer.name} />
      {customer.mergedInto ? (
        <Banner
          actions={<ButtonLink href={`/${tenant}/customers/${customer.mergedInto}`}>{t("common.open")}</ButtonLink>}
        >
          {t("inbox.mergedCustomer")}
        </Banner>
      ) : null}
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <Card>
          <h2 className="mb-3 text-xl">{t("inbox.customer")}</h2>
          <Stack>
            {customer.phone ? <Phone value={customer.phone} /> : null}
            <p className="text-ink-3">
              {t("inbox.customerSince")} <When at={customer.createdAt} style="date" />
            </p>
            <ProfileForm
              customerId={customerId}
              name={customer.name}
              notes={customer.notes}
              version={customer.version}
            />
          </Stack>
        </Card>
        <Stack>
          <Card>
            <h2 className="mb-3 text-xl">{t("inbox.conversations")}</h2>
            {conversations.items.length === 0 ? (
              <EmptyState title={t("inbox.empty")} />
            ) : (
              <ul className="flex flex-col gap-2">
                {conversations.items.map((row) => (
                  <li key={row.conversationId} className="flex items-center justify-between gap-3">
                    <Link
                      quiet
                      href={`/${tenant}/inbox?vista=all&c=${row.conversationId}`}
                      className="min-w-0 flex-1 truncate"
                    >
                      {row.channelName} · {row.preview}
                    </Link>
                    {row.lastMessageAt ? <When at={row.lastMessageAt} className="text-ink-3" /> : null}
                  </li>
                ))}
              </ul>
            )}
          </Card>
          <Card>
            <h2 className="mb-3 text-xl">{t("inbox.vehicle")}</h2>
            {customer.vehicles.length === 0 ? (
              <p className="text-ink-3">{t("inbox.noVehicle")}</p>
            ) : (
              <ul className="flex flex-col gap-1">
                {customer.vehicles.map(({ vehicleId, make, model, year, engine, plate }) => (
                  <li key={vehicleId}>{[make, model, year, engine, plate].filter(Boolean).join(" ")}</li>
                ))}
              </ul>
            )}
          </Card>
        </Stack>
      </div>
    </Stack>
  );
}
