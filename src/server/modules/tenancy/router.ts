import { z } from "zod";
import { router, tenantProcedure } from "@/server/http/trpc/init";
import { branchView, createBranchInput } from "./schema";
import { createBranch, listBranches } from "./service";

export const tenancyRouter = router({
  branches: tenantProcedure.output(z.array(branchView)).query(({ ctx }) => listBranches(ctx.service)),
  createBranch: tenantProcedure
    .input(createBranchInput)
    .output(branchView)
    .mutation(({ ctx, input }) => createBranch(ctx.service, input)),
});
