import { Check, ChevronDown, Minus } from "lucide-react";
import { Icon, TableFrame } from "@/components/ui";
import { type CountryCode, formatNumber } from "@/lib/format";
import type { Translate } from "@/lib/i18n/translate";
import { modulesOnTheWay, type PlanLimits, planKeys, planModules, plans } from "@/lib/plans";
import { moduleName, planName } from "./plan-names";

const limitRows = [
  ["branches", "rowBranches"],
  ["members", "rowMembers"],
  ["whatsappNumbers", "rowWhatsapp"],
  ["bots", "rowBots"],
  ["products", "rowProducts"],
  ["bookingsPerMonth", "rowBookings"],
  ["storageGigabytes", "rowStorage"],
  ["apiRequestsPerMinute", "rowApi"],
  ["hostedAiTurnsPerMonth", "rowAi"],
  ["auditDays", "rowAudit"],
  ["backupDays", "rowBackups"],
] as const satisfies readonly (readonly [keyof PlanLimits, string])[];

export function Comparison({ t, country }: { t: Translate; country: CountryCode }) {
  return (
    <details className="rounded-lg border border-line bg-surface">
      <summary className="flex min-h-12 items-center justify-between px-5">
        <h2 className="text-xl">{t("marketing.compareTitle")}</h2>
        <Icon icon={ChevronDown} className="size-5 text-ink-3" />
      </summary>
      <TableFrame label={t("marketing.compareTitle")} className="rounded-none border-x-0 border-b-0">
        <table className="w-full text-left">
          <thead>
            <tr className="border-b border-line bg-surface-sunken">
              <th scope="col" className="px-5 py-2">
                {t("marketing.compareFeature")}
              </th>
              {planKeys.map((key) => (
                <th key={key} scope="col" className="px-5 py-2 text-end">
                  {planName(t, key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {limitRows.map(([limit, row]) => (
              <tr key={limit} className="border-b border-line">
                <th scope="row" className="px-5 py-2 font-normal">
                  {t(`marketing.${row}`)}
                </th>
                {planKeys.map((key) => {
                  const most = plans[key].limits[limit];
                  return (
                    <td key={key} className="num px-5 py-2">
                      {most === null ? t("marketing.unlimited") : formatNumber(most, country)}
                    </td>
                  );
                })}
              </tr>
            ))}
            {planModules.map((module) => (
              <tr key={module} className="border-b border-line last:border-b-0">
                <th scope="row" className="px-5 py-2 font-normal">
                  {moduleName(t, module)}
                  {modulesOnTheWay.has(module) ? (
                    <span className="text-ink-3"> ({t("marketing.onTheWay")})</span>
                  ) : null}
                </th>
                {planKeys.map((key) => {
                  const has = plans[key].modules.includes(module);
                  return (
                    <td key={key} className="px-5 py-2">
                      <span className={has ? "flex justify-end text-success-ink" : "flex justify-end text-ink-3"}>
                        <Icon
                          icon={has ? Check : Minus}
                          label={t(has ? "marketing.included" : "marketing.notIncluded")}
                        />
                      </span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </details>
  );
}
