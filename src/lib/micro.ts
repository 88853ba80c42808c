import { type Currency, currencyDigits, divideRounded, type Money, money } from "./money";

/** Stock is valued in millionths of the major unit, so that a unit cost survives averaging; documents round once, here. */
const microPerMinor = (currency: Currency): bigint => 10n ** BigInt(6 - currencyDigits[currency]);

export const microToMoney = (micro: bigint, currency: Currency): Money =>
  money(divideRounded(micro, microPerMinor(currency)), currency);

export const moneyToMicro = (amount: Money): bigint => amount.minor * microPerMinor(amount.currency);
