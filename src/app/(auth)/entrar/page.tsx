import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Link } from "@/components/ui";
import { isErrorCode } from "@/lib/errors";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc } from "@/server/http/trpc/server-client";
import { safeReturn } from "../_components/checks";
import { SignInForm } from "./sign-in-form";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("auth.signInTitle"), robots: { index: false } };
}

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** Whoever is already in goes to their business, or chooses among several. */
async function memberships() {
  try {
    return await (await getServerTrpc()).access.memberships.query();
  } catch {
    return [];
  }
}

export default async function SignInPage({ searchParams }: Props) {
  const [t, query, own] = await Promise.all([getT(), searchParams, memberships()]);
  const slug = one(query.negocio);
  const wanted = safeReturn(one(query.volver)) ?? safeReturn(slug ? `/${slug}` : undefined);
  const refusal = one(query.error);
  const first = own[0];
  if (wanted && own.some((tenant) => wanted === `/${tenant.slug}` || wanted.startsWith(`/${tenant.slug}/`))) {
    redirect(wanted);
  }
  if (own.length === 1 && first) redirect(`/${first.slug}`);
  if (own.length > 1) {
    return (
      <>
        <div>
          <h1 className="text-3xl">{t("auth.chooseBusiness")}</h1>
          <p className="pt-1 text-lg text-ink-2">{t("auth.chooseBusinessIntro")}</p>
        </div>
        <ul className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface">
          {own.map((tenant) => (
            <li key={tenant.slug}>
              <Link quiet href={`/${tenant.slug}`} className="flex min-h-14 items-center px-4 text-lg font-semibold">
                {tenant.name}
              </Link>
            </li>
          ))}
        </ul>
      </>
    );
  }
  return (
    <>
      <div>
        <h1 className="text-3xl">{t("auth.signInTitle")}</h1>
        <p className="pt-1 text-lg text-ink-2">{t("auth.signInIntro")}</p>
      </div>
      <SignInForm
        email={one(query.correo)}
        next={wanted ?? "/entrar"}
        refusal={isErrorCode(refusal) ? refusal : undefined}
      />
      <p className="text-ink-2">
        {t("auth.noAccount")} <Link href="/registro">{t("auth.createAccount")}</Link>
      </p>
    </>
  );
}
