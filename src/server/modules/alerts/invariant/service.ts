import type { ServiceContext } from "@/server/platform/context";
import { findViolations, type Violation } from "../repository";

/** A final alert is closed and has no proposal waiting; an empty answer is the proof. */
export const verifyInvariants = (ctx: ServiceContext): Promise<Violation[]> => findViolations(ctx.read);
