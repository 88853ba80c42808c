import type { Currency } from "./money";

/** Cheapest first: a plan includes every module of those before it. */
export const planKeys = ["basic", "intermediate", "advanced"] as const;
export type PlanKey = (typeof planKeys)[number];

export const planModules = [
  "core",
  "scheduling",
  "stock",
  "transfers",
  "selling",
  "conversations",
  "restaurant",
  "support",
  "api_writes",
  "ai_summaries",
  "ai_agents",
  "forecasting",
  "reporting",
] as const;
export type PlanModule = (typeof planModules)[number];

/** Sold with the plan, not in this version yet; pages say so beside the name. */
export const modulesOnTheWay: ReadonlySet<PlanModule> = new Set<PlanModule>([
  "scheduling",
  "restaurant",
  "support",
  "api_writes",
  "ai_agents",
  "forecasting",
  "reporting",
]);

export type PlanLimits = {
  branches: number;
  members: number;
  whatsappNumbers: number;
  bots: number;
  products: number;
  /** Null is none. */
  bookingsPerMonth: number | null;
  storageGigabytes: number;
  webhookEndpoints: number;
  apiRequestsPerMinute: number;
  hostedAiTurnsPerMonth: number;
  auditDays: number;
  backupDays: number;
};

export type PriceCurrency = Extract<Currency, "USD" | "MXN" | "COP" | "ARS">;
export const priceCurrencies: readonly PriceCurrency[] = ["USD", "MXN", "COP", "ARS"];

export type Plan = {
  version: number;
  modules: readonly PlanModule[];
  limits: PlanLimits;
  /** Minor units for one month. */
  monthlyMinor: Readonly<Record<PriceCurrency, bigint>>;
};

/** A year costs ten months. */
export const monthsChargedPerYear = 10n;

const basicModules: readonly PlanModule[] = ["core", "scheduling", "stock"];
const intermediateModules: readonly PlanModule[] = [
  ...basicModules,
  "transfers",
  "selling",
  "conversations",
  "restaurant",
  "support",
  "api_writes",
  "ai_summaries",
];

/** Seeds the plan rows and the pricing page; a subscription points at a version, so a change here is a new version. */
export const plans: Readonly<Record<PlanKey, Plan>> = {
  basic: {
    version: 1,
    modules: basicModules,
    limits: {
      branches: 1,
      members: 4,
      whatsappNumbers: 0,
      bots: 0,
      products: 1_000,
      bookingsPerMonth: 2_000,
      storageGigabytes: 2,
      webhookEndpoints: 0,
      apiRequestsPerMinute: 60,
      hostedAiTurnsPerMonth: 0,
      auditDays: 90,
      backupDays: 7,
    },
    monthlyMinor: { USD: 1_500n, MXN: 29_900n, COP: 5_990_000n, ARS: 1_790_000n },
  },
  intermediate: {
    version: 1,
    modules: intermediateModules,
    limits: {
      branches: 5,
      members: 25,
      whatsappNumbers: 5,
      bots: 10,
      products: 20_000,
      bookingsPerMonth: 20_000,
      storageGigabytes: 25,
      webhookEndpoints: 5,
      apiRequestsPerMinute: 300,
      hostedAiTurnsPerMonth: 3_000,
      auditDays: 365,
      backupDays: 30,
    },
    monthlyMinor: { USD: 3_900n, MXN: 79_900n, COP: 15_990_000n, ARS: 4_690_000n },
  },
  advanced: {
    version: 1,
    modules: [...planModules],
    limits: {
      branches: 200,
      members: 500,
      whatsappNumbers: 100,
      bots: 500,
      products: 200_000,
      bookingsPerMonth: null,
      storageGigabytes: 250,
      webhookEndpoints: 50,
      apiRequestsPerMinute: 1_200,
      hostedAiTurnsPerMonth: 30_000,
      auditDays: 5 * 365,
      backupDays: 90,
    },
    monthlyMinor: { USD: 9_900n, MXN: 199_900n, COP: 39_990_000n, ARS: 11_890_000n },
  },
};

export type Interval = "month" | "year";

export function priceMinor(plan: PlanKey, currency: PriceCurrency, interval: Interval): bigint {
  const month = plans[plan].monthlyMinor[currency];
  return interval === "month" ? month : month * monthsChargedPerYear;
}

/** What paying by the year leaves in the pocket. */
export function yearlySavingMinor(plan: PlanKey, currency: PriceCurrency): bigint {
  return plans[plan].monthlyMinor[currency] * (12n - monthsChargedPerYear);
}

/** Countries without a price of their own pay in dollars, and the page says so. */
export function priceCurrencyOf(country: string | undefined): PriceCurrency {
  const own: Readonly<Record<string, PriceCurrency>> = { MX: "MXN", CO: "COP", AR: "ARS" };
  return (country && own[country]) || "USD";
}

export type Need = { branches: number; members: number; usesWhatsapp: boolean; wantsForecast: boolean };

/** The cheapest plan that holds a business of that size. */
export function planFor({ branches, members, usesWhatsapp, wantsForecast }: Need): PlanKey {
  const holds = (key: PlanKey) => {
    const { limits, modules } = plans[key];
    return (
      limits.branches >= branches &&
      limits.members >= members &&
      (!usesWhatsapp || modules.includes("conversations")) &&
      (!wantsForecast || modules.includes("forecasting"))
    );
  };
  return planKeys.find(holds) ?? "advanced";
}
