import { z } from "zod";
import { publicProcedure, router, tenantProcedure } from "@/server/http/trpc/init";
import { limit, limitRules } from "@/server/platform/limits";
import { sessionCookieHeader } from "@/server/platform/session-cookie";
import { branchView, createBranchInput, signUpInput, signUpOutput, updateBranchInput } from "./schema";
import { createBranch, listBranches, signUp, updateBranch } from "./service";

const thirtyDaysInSeconds = 30 * 24 * 3_600;

export const tenancyRouter = router({
  signUp: publicProcedure
    .input(signUpInput)
    .output(signUpOutput)
    .mutation(async ({ ctx, input }) => {
      await limit(limitRules.signUpByAddress, ctx.address);
      const { tenant, token } = await signUp(ctx.system, { ...input, userAgent: ctx.userAgent });
      ctx.setCookie(sessionCookieHeader(token, thirtyDaysInSeconds));
      return { slug: tenant.slug, name: tenant.name };
    }),
  branches: tenantProcedure.output(z.array(branchView)).query(({ ctx }) => listBranches(ctx.service)),
  createBranch: tenantProcedure
    .input(createBranchInput)
    .output(branchView)
    .mutation(({ ctx, input }) => createBranch(ctx.service, input)),
  updateBranch: tenantProcedure
    .input(updateBranchInput)
    .output(branchView)
    .mutation(({ ctx, input }) => updateBranch(ctx.service, input)),
});
