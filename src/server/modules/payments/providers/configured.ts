import { raise } from "@/lib/errors";
import { env } from "@/server/platform/env";
import type { PaymentProvider } from "../provider";
import { stripeProvider } from "./stripe";

const adapters = new Map<string, PaymentProvider>();

/** The provider that collects by link, from the environment on first use; without its key, links are off. */
export function paymentProvider(): PaymentProvider {
  const { secretKey, apiBaseUrl } = env.stripe;
  if (!secretKey) raise("dependency_unavailable", { dependency: "stripe" });
  const key = `${apiBaseUrl} ${secretKey}`;
  const known = adapters.get(key) ?? stripeProvider({ secretKey, baseUrl: apiBaseUrl });
  adapters.set(key, known);
  return known;
}
