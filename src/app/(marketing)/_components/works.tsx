import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "@/components/ui";
import { formatMoney } from "@/lib/format";
import type { Translate } from "@/lib/i18n/translate";

/** Pieces of the product itself, in place of illustrations. */
export function Works({ t }: { t: Translate }) {
  return (
    <section className="border-y border-line bg-surface">
      <div className="mx-auto flex max-w-6xl flex-col gap-8 px-4 py-12 md:py-16">
        <h2 className="text-3xl">{t("marketing.worksTitle")}</h2>
        <div className="grid gap-8 lg:grid-cols-3">
          <Work title={t("marketing.answersTitle")} body={t("marketing.answersBody")}>
            <SampleChat />
          </Work>
          <Work title={t("marketing.warnsTitle")} body={t("marketing.warnsBody")}>
            <SampleDecision t={t} />
          </Work>
          <Work title={t("marketing.squaresTitle")} body={t("marketing.squaresBody")}>
            <SampleLedger t={t} />
          </Work>
        </div>
      </div>
    </section>
  );
}

function Work({ title, body, children }: { title: string; body: string; children: ReactNode }) {
  return (
    <article className="flex flex-col gap-3">
      <div className="flex min-h-48 flex-col justify-center rounded-lg border border-line bg-surface-canvas p-4">
        {children}
      </div>
      <h3 className="text-xl">{title}</h3>
      <p className="text-lg text-ink-2">{body}</p>
    </article>
  );
}

function SampleChat() {
  return (
    <div lang="es" className="flex flex-col gap-2">
      <p className="max-w-[85%] self-start rounded-lg rounded-tl-sm border border-line bg-bubble-in px-3 py-2">
        kiero saber si ai filtro d hilux y q vale
      </p>
      <p className="max-w-[85%] self-end rounded-lg rounded-tr-sm bg-bubble-bot px-3 py-2">
        Filtro de aceite Hilux: {formatMoney({ amount: "9.50", currency: "USD" }, "VE")}. Quedan 12 en Chacao y 29 en
        Valencia.
      </p>
    </div>
  );
}

function SampleDecision({ t }: { t: Translate }) {
  const saved = formatMoney({ amount: "384.00", currency: "USD" }, "VE");
  return (
    <div className="flex gap-3 rounded-md border border-line bg-surface p-3">
      <Icon icon={TriangleAlert} className="mt-0.5 text-warning-ink" />
      <div className="flex flex-col gap-2">
        <p className="font-semibold">
          <span className="text-warning-ink">{t("marketing.sampleDecisionKind")}</span>{" "}
          {t("marketing.sampleDecisionFact")}
        </p>
        <p className="text-ink-2">
          {t("marketing.sampleDecisionProposal")}, {t("marketing.sampleDecisionMoney", { amount: saved })}
        </p>
        <p aria-hidden className="flex items-center gap-3">
          <span className="rounded-md bg-brand px-3 py-1.5 font-semibold text-on-brand">
            {t("marketing.sampleApprove")}
          </span>
          <span className="text-link underline underline-offset-2">{t("marketing.sampleWhy")}</span>
        </p>
      </div>
    </div>
  );
}

function SampleLedger({ t }: { t: Translate }) {
  const rows = [
    { what: t("marketing.sampleMovementCount"), change: "11", balance: "11" },
    { what: t("marketing.sampleMovementSale"), change: "−1", balance: "10" },
    { what: t("marketing.sampleMovementTransfer"), change: "+12", balance: "22" },
  ];
  return (
    <table className="w-full text-left">
      <tbody>
        {rows.map(({ what, change, balance }) => (
          <tr key={what} className="border-b border-line">
            <th scope="row" className="py-2 font-normal">
              {what}
            </th>
            <td className="num py-2 text-ink-2">{change}</td>
            <td className="num w-10 py-2">{balance}</td>
          </tr>
        ))}
        <tr>
          <th scope="row" className="pt-2 font-semibold">
            {t("marketing.sampleBalance")}
          </th>
          <td />
          <td className="num w-10 pt-2 font-semibold">22</td>
        </tr>
      </tbody>
    </table>
  );
}
