-- A draft quote has no number yet: it is given when the quote is sent.
ALTER TABLE "quote" ALTER COLUMN "number" DROP NOT NULL;
-- A quote somebody can hold has its number.
ALTER TABLE "quote" ADD CONSTRAINT "quote_number_when_sent" CHECK (number IS NOT NULL OR status IN ('draft', 'cancelled', 'expired'));

-- How a person at the counter proves a transfer, and who took the money.
ALTER TABLE "payment" ADD COLUMN "reference" TEXT;
ALTER TABLE "payment" ADD COLUMN "taken_by" TEXT;
CREATE UNIQUE INDEX "payment_reference_once" ON "payment" (method, reference) WHERE reference IS NOT NULL;
