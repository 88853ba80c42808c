import { AppError, isAppError } from "@/lib/errors";
import { CommitOutcomeUnknownError, isUnavailable } from "@/server/platform/db";

/** What a caller is told of a failure of ours it can only wait for; null for a refusal or a defect. */
export function unavailability(error: unknown): AppError | null {
  if (isAppError(error)) return null;
  if (error instanceof CommitOutcomeUnknownError) return new AppError("outcome_unknown", undefined, { cause: error });
  return isUnavailable(error)
    ? new AppError("dependency_unavailable", { retryAfterSeconds: 2 }, { cause: error })
    : null;
}
