import type { Pricing } from "./types";

/** Until this instant a reply inside the window cost nothing; afterwards each delivered message is billed. */
const SERVICE_BILLED_FROM = Date.UTC(2026, 9, 1);

/** Micro-dollars per delivered message by recipient country: round figures of this machine, not Meta's price list. */
const RATES: Record<string, Record<string, number>> = {
  marketing: { VE: 67_000, CO: 12_500, MX: 43_600, AR: 61_800, CL: 88_900, other: 60_000 },
  utility: { VE: 10_700, CO: 800, MX: 8_500, AR: 26_000, CL: 20_000, other: 10_000 },
  authentication: { VE: 10_700, CO: 800, MX: 8_500, AR: 26_000, CL: 20_000, other: 10_000 },
  service: { VE: 3_500, CO: 400, MX: 2_800, AR: 5_200, CL: 4_800, other: 3_500 },
};

export function priceOf(
  category: string,
  country: string,
  at: number,
  isWindowOpen: boolean,
): { pricing: Pricing; micros: number } {
  const isFree = at < SERVICE_BILLED_FROM && (category === "service" || (category === "utility" && isWindowOpen));
  const rates = RATES[category] ?? {};
  return {
    pricing: {
      billable: !isFree,
      pricing_model: "PMP",
      type: isFree ? "free_customer_service" : "regular",
      category,
    },
    micros: isFree ? 0 : (rates[country] ?? rates.other ?? 0),
  };
}
