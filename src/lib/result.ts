import { type ErrorCode, type ErrorData, raise } from "./errors";

/** An expected answer: either the value, or a reason that is also a code of the error registry. */
export type Result<T, Reason extends ErrorCode = ErrorCode> =
  | { ok: true; value: T }
  | { ok: false; reason: Reason; data?: ErrorData };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

export const err = <Reason extends ErrorCode>(
  reason: Reason,
  data?: ErrorData,
): { ok: false; reason: Reason; data?: ErrorData } =>
  data === undefined ? { ok: false, reason } : { ok: false, reason, data };

/** The value, or the refusal raised as an AppError. */
export function unwrap<T>(result: Result<T>): T {
  return result.ok ? result.value : raise(result.reason, result.data);
}
