import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui";
import { getLanguage, getT } from "@/lib/i18n/server";
import { Countries } from "./_components/countries";
import { LiveDemo } from "./_components/live-demo";
import { Works } from "./_components/works";
import { figures } from "./figures";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getT();
  return {
    title: { absolute: `Mostrador · ${t("marketing.homeTitle")}` },
    description: t("marketing.homeDescription"),
  };
}

export default async function HomePage() {
  const [t, language] = await Promise.all([getT(), getLanguage()]);
  return (
    <>
      <section className="mx-auto grid max-w-6xl items-center gap-8 px-4 py-8 md:grid-cols-[1.1fr_1fr] md:gap-12 md:py-16">
        <div className="flex flex-col items-start gap-6">
          <h1 className="text-4xl leading-[1.05] md:text-[3.25rem]">{t("marketing.homeTitle")}</h1>
          <p className="max-w-xl text-xl text-ink-2">{t("marketing.heroLead")}</p>
          <div className="flex flex-wrap items-center gap-3">
            <ButtonLink href="/registro" variant="primary" size="lg">
              {t("marketing.createFree")}
            </ButtonLink>
            <ButtonLink href="/precios" size="lg">
              {t("marketing.seePrices")}
            </ButtonLink>
          </div>
          <p className="text-ink-3">{t("marketing.heroNote")}</p>
        </div>
        <div className="flex justify-center md:justify-end">
          <LiveDemo t={t} language={language} />
        </div>
      </section>
      <Works t={t} />
      <Countries t={t} language={language} />
      <section className="mx-auto flex max-w-6xl flex-col gap-6 px-4 py-12 md:py-16">
        <div>
          <h2 className="text-3xl">{t("marketing.figuresTitle")}</h2>
          <p className="text-lg text-ink-2">{t("marketing.figuresIntro")}</p>
        </div>
        <dl className="grid gap-6 md:grid-cols-3">
          {figures.map(({ key, value, text }) => (
            <div key={key} className="flex flex-col gap-2 border-t-2 border-ink pt-3">
              <dt className="order-2 text-lg">{text[language].claim}</dt>
              <dd className="order-1 font-heading text-4xl font-semibold tabular-nums">{value}</dd>
              <dd className="order-3 text-sm text-ink-3">{text[language].method}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section className="bg-brand text-on-brand">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-6 px-4 py-12">
          <div>
            <h2 className="text-3xl">{t("marketing.closingTitle")}</h2>
            <p className="text-lg">{t("marketing.closingBody")}</p>
          </div>
          <ButtonLink href="/registro" variant="accent" size="lg">
            {t("marketing.createFree")}
          </ButtonLink>
        </div>
      </section>
    </>
  );
}
