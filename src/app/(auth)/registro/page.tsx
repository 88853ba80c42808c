import type { Metadata } from "next";
import { headers } from "next/headers";
import { Link } from "@/components/ui";
import { countries, countryCodes, isCountry, type Trade, trades } from "@/lib/countries";
import { CONVENTIONS } from "@/lib/format";
import { getLanguage, getT } from "@/lib/i18n/server";
import { planKeys } from "@/lib/plans";
import { countryHint } from "../../(marketing)/_components/country-hint";
import { SignUpForm } from "./sign-up-form";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("auth.signUpTitle") };
}

export default async function SignUpPage({ searchParams }: Props) {
  const [t, language, query, incoming] = await Promise.all([getT(), getLanguage(), searchParams, headers()]);
  const asked = typeof query.pais === "string" && isCountry(query.pais) ? query.pais : undefined;
  const options = countryCodes
    .map((code) => ({
      code,
      name: countries[code].name[language],
      currency: countries[code].currency,
      tax: CONVENTIONS[code].taxes.join(", "),
      city: (CONVENTIONS[code].zone.split("/").at(-1) ?? "").replaceAll("_", " "),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, language));
  return (
    <>
      <div>
        <h1 className="text-3xl">{t("auth.signUpTitle")}</h1>
        <p className="pt-1 text-lg text-ink-2">{t("auth.signUpIntro")}</p>
      </div>
      <SignUpForm
        countries={options}
        trades={(Object.keys(trades) as Trade[]).map((value) => ({ value, label: trades[value][language] }))}
        country={asked ?? countryHint(incoming.get("accept-language"))}
        plan={planKeys.find((key) => key === query.plan)}
      />
      <p className="text-ink-2">
        {t("auth.haveAccount")} <Link href="/entrar">{t("auth.signIn")}</Link>
      </p>
    </>
  );
}
