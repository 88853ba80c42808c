import type { TranslationOf } from "../message";
import type { marketingEs } from "./marketing.es";

export const marketingEn: TranslationOf<typeof marketingEs> = {
  pricing: "Pricing",
};
