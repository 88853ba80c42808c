-- What a receipt below zero re-priced: value that went to cost of sales instead of stock.
ALTER TABLE "stock_movement" ADD COLUMN "correction_micro" BIGINT NOT NULL DEFAULT 0;
