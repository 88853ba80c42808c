/**
 * The one registry of refusals. `http` is the status on every transport; `expected: false` pages someone.
 * Adding a code without a translation in `lib/i18n` does not compile.
 */
interface ErrorSpec {
  http: 400 | 401 | 402 | 403 | 404 | 405 | 409 | 412 | 413 | 414 | 415 | 422 | 429 | 500 | 503;
  expected: boolean;
}

const refused = (http: ErrorSpec["http"]): ErrorSpec => ({ http, expected: true });

export const errorRegistry = {
  // platform
  internal: { http: 500, expected: false },
  validation_failed: refused(400),
  cursor_invalid: refused(400),
  unauthenticated: refused(401),
  session_expired: refused(401),
  credentials_invalid: refused(401),
  signature_invalid: refused(401),
  module_not_in_plan: refused(402),
  limit_reached: refused(402),
  forbidden: refused(403),
  tenant_mismatch: refused(403),
  origin_refused: refused(403),
  not_found: refused(404),
  tenant_not_found: refused(404),
  method_not_allowed: refused(405),
  request_in_progress: refused(409),
  state_conflict: refused(409),
  version_conflict: refused(412),
  body_too_large: refused(413),
  url_too_long: refused(414),
  content_type_unsupported: refused(415),
  idempotency_key_reused: refused(422),
  rate_limited: refused(429),
  dependency_unavailable: refused(503),
  tenant_migrating: refused(503),
  outcome_unknown: refused(503),
  // tenancy and access
  slug_taken: refused(409),
  email_taken: refused(409),
  branch_not_found: refused(404),
  member_not_found: refused(404),
  link_expired: refused(404),
  // customers
  customer_not_found: refused(404),
  phone_invalid: refused(422),
  // catalog
  product_not_found: refused(404),
  item_not_found: refused(404),
  category_not_found: refused(404),
  category_name_taken: refused(409),
  sku_taken: refused(409),
  barcode_taken: refused(409),
  import_not_found: refused(404),
  import_state_conflict: refused(409),
  import_file_invalid: refused(422),
  // inventory
  insufficient_stock: refused(409),
  transfer_not_found: refused(404),
  transfer_state_conflict: refused(409),
  transfer_same_branch: refused(422),
  quantity_invalid: refused(422),
  // conversations
  conversation_not_found: refused(404),
  conversation_state_conflict: refused(409),
  conversation_closed: refused(409),
  message_not_found: refused(404),
  message_state_conflict: refused(409),
  lease_lost: refused(409),
  window_closed: refused(409),
  message_empty: refused(422),
  message_too_long: refused(422),
  interactive_invalid: refused(422),
  channel_not_found: refused(404),
  template_not_found: refused(404),
  template_variable_missing: refused(422),
  // invoicing
  quote_not_found: refused(404),
  quote_state_conflict: refused(409),
  quote_expired: refused(409),
  quote_empty: refused(422),
  discount_over_limit: refused(403),
  // orders
  order_not_found: refused(404),
  order_state_conflict: refused(409),
  order_empty: refused(422),
  // payments
  payment_not_found: refused(404),
  charge_not_found: refused(404),
  charge_already_paid: refused(409),
  payment_state_conflict: refused(409),
  payment_mismatch: { http: 409, expected: false },
  amount_invalid: refused(422),
  // alerts
  alert_not_found: refused(404),
  alert_state_conflict: refused(409),
  proposal_not_found: refused(404),
  proposal_state_conflict: refused(409),
  proposal_changed: refused(409),
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof errorRegistry;
/** For codes that come from an address or another process. */
export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === "string" && Object.hasOwn(errorRegistry, code);
/** JSON-safe facts the message needs (what is free, which permission, how long). Never secrets or submitted text. */
export type ErrorData = { readonly [key: string]: string | number | boolean | readonly string[] | undefined };

const brand = Symbol.for("mostrador.AppError");

/** A refusal with a code of the registry. Recognised by brand, since two bundles may share one process. */
export class AppError extends Error {
  readonly [brand] = true;
  override readonly name = "AppError";
  constructor(
    readonly code: ErrorCode,
    readonly data?: ErrorData,
    options?: { cause?: unknown },
  ) {
    super(code, options);
  }
  get http(): number {
    return errorRegistry[this.code].http;
  }
  get expected(): boolean {
    return errorRegistry[this.code].expected;
  }
}

export const isAppError = (error: unknown): error is AppError =>
  typeof error === "object" && error !== null && brand in error;

export function raise(code: ErrorCode, data?: ErrorData, cause?: unknown): never {
  throw new AppError(code, data, cause === undefined ? undefined : { cause });
}
