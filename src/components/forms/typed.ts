import { CONVENTIONS, type CountryCode } from "@/lib/format";

/** The wire's decimal text as a hand of that country would have typed it. */
export const asTyped = (text: string, country: CountryCode): string => text.replace(".", CONVENTIONS[country].decimal);
