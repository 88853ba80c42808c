import { Table, Td, Th, Tr } from "@/components/ui";
import { Amount, Qty } from "@/components/values";
import { type CountryCode, formatPercent } from "@/lib/format";
import type { Translate } from "@/lib/i18n";
import type { QuotePreview } from "@/server/modules/invoicing/schema";

type Line = Pick<
  QuotePreview["lines"][number],
  "lineNo" | "itemId" | "name" | "sku" | "quantity" | "unitPrice" | "amount"
>;

/** Lines of a sale, on paper and on screen alike. */
export function MoneyLines({ lines, t }: { lines: readonly Line[]; t: Translate }) {
  return (
    <Table>
      <thead>
        <tr>
          <Th>{t("selling.product")}</Th>
          <Th numeric className="hidden sm:table-cell">
            {t("selling.quantity")}
          </Th>
          <Th numeric className="hidden sm:table-cell">
            {t("selling.unitPrice")}
          </Th>
          <Th numeric>{t("selling.total")}</Th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Tr key={line.lineNo}>
            <Td className="wrap-anywhere">
              {line.name}
              <span className="block text-sm text-ink-3">
                {line.itemId ? line.sku : t("selling.freeLine")}
                <span className="sm:hidden">
                  {" · "}
                  <Qty value={line.quantity} /> × <Amount value={line.unitPrice} />
                </span>
              </span>
            </Td>
            <Td numeric className="hidden sm:table-cell">
              <Qty value={line.quantity} />
            </Td>
            <Td numeric className="hidden sm:table-cell">
              <Amount value={line.unitPrice} />
            </Td>
            <Td numeric>
              <Amount value={line.amount} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

const isZero = (amount: string) => /^-?0*(\.0*)?$/.test(amount);

/** Totals as the server worked them out; nothing is added up here. Without a table per rate the tax is one figure. */
export function MoneyTotals({
  totals,
  t,
  country,
}: {
  totals: Pick<QuotePreview, "subtotal" | "discount" | "total"> &
    Partial<Pick<QuotePreview, "discountPpm" | "taxes" | "tax">>;
  t: Translate;
  country: CountryCode;
}) {
  const row = "flex items-baseline justify-between gap-4 py-0.5";
  return (
    <dl>
      <div className={row}>
        <dt className="text-ink-2">{t("selling.subtotal")}</dt>
        <dd>
          <Amount value={totals.subtotal} />
        </dd>
      </div>
      {isZero(totals.discount.amount) ? null : (
        <div className={row}>
          <dt className="text-ink-2">
            {t("selling.discount")} {totals.discountPpm ? formatPercent(totals.discountPpm, country) : null}
          </dt>
          <dd>
            <Amount value={{ ...totals.discount, amount: `-${totals.discount.amount}` }} />
          </dd>
        </div>
      )}
      {totals.taxes ? null : (
        <div className={row}>
          <dt className="text-ink-2">{t("selling.taxes")}</dt>
          <dd>{totals.tax ? <Amount value={totals.tax} /> : null}</dd>
        </div>
      )}
      {totals.taxes
        ?.filter(({ ratePpm }) => ratePpm > 0)
        .map((tax) => (
          <div key={`${tax.code}${tax.ratePpm}`} className={row}>
            <dt className="text-ink-2">
              {t("selling.tax", { name: tax.code.toUpperCase(), rate: formatPercent(tax.ratePpm, country) })}
            </dt>
            <dd>
              <Amount value={tax.tax} />
            </dd>
          </div>
        ))}
      <div className={`${row} mt-1 border-t border-line pt-2 text-xl font-semibold`}>
        <dt>{t("selling.amountDue")}</dt>
        <dd>
          <Amount value={totals.total} />
        </dd>
      </div>
    </dl>
  );
}
