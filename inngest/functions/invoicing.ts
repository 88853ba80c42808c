import { expireOverdueQuotes } from "@/server/modules/invoicing/jobs";
import { everyTenant } from "../client";

export const invoicingFunctions = [
  everyTenant({ id: "invoicing.expire-quotes", cron: "* * * * *" }, expireOverdueQuotes),
];
