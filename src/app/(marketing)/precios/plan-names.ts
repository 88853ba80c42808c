import { type CountryCode, formatMoney } from "@/lib/format";
import type { Translate } from "@/lib/i18n/translate";
import { money, toWire } from "@/lib/money";
import type { PlanKey, PlanModule, PriceCurrency } from "@/lib/plans";

const names = {
  basic: "planBasic",
  intermediate: "planIntermediate",
  advanced: "planAdvanced",
} as const satisfies Record<PlanKey, string>;
const moduleNames = {
  core: "moduleCore",
  scheduling: "moduleScheduling",
  stock: "moduleStock",
  transfers: "moduleTransfers",
  selling: "moduleSelling",
  conversations: "moduleConversations",
  restaurant: "moduleRestaurant",
  support: "moduleSupport",
  api_writes: "moduleApi",
  ai_summaries: "moduleSummaries",
  ai_agents: "moduleAgents",
  forecasting: "moduleForecasting",
  reporting: "moduleReporting",
} as const satisfies Record<PlanModule, string>;

export const planName = (t: Translate, key: PlanKey) => t(`marketing.${names[key]}`);
export const planFor = (t: Translate, key: PlanKey) => t(`marketing.${names[key]}For`);
export const moduleName = (t: Translate, key: PlanModule) => t(`marketing.${moduleNames[key]}`);

/** Price lists drop the zeros. */
export function writePrice(minor: bigint, currency: PriceCurrency, country: CountryCode): string {
  return formatMoney(toWire(money(minor, currency)), country, { trimZeros: true });
}
