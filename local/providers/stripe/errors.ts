type Kind = "invalid_request_error" | "idempotency_error" | "card_error" | "api_error";

/** An error in Stripe's own shape. */
export class StripeSimError extends Error {
  constructor(
    readonly http: number,
    readonly kind: Kind,
    message: string,
    readonly code?: string,
    readonly param?: string,
  ) {
    super(message);
  }

  body(): Record<string, unknown> {
    return {
      error: {
        type: this.kind,
        message: this.message,
        ...(this.code
          ? { code: this.code, doc_url: `https://stripe.com/docs/error-codes/${this.code.replaceAll("_", "-")}` }
          : {}),
        ...(this.param ? { param: this.param } : {}),
      },
    };
  }
}

export const missing = (param: string) =>
  new StripeSimError(400, "invalid_request_error", `Missing required param: ${param}.`, "parameter_missing", param);

export const invalid = (param: string, message: string, code?: string) =>
  new StripeSimError(400, "invalid_request_error", message, code, param);

export const noSuch = (object: string, id: string, param = "id") =>
  new StripeSimError(404, "invalid_request_error", `No such ${object}: '${id}'`, "resource_missing", param);
