type Row = { http: number; message: string; type?: string };

/** Graph error codes as Meta documents them: HTTP status and title. */
export const GRAPH_CODES: Record<number, Row> = {
  0: { http: 401, message: "AuthException" },
  1: { http: 500, message: "API Unknown" },
  2: { http: 503, message: "Service temporarily unavailable" },
  4: { http: 429, message: "(#4) Application request limit reached" },
  10: { http: 403, message: "(#10) Application does not have permission for this action" },
  100: { http: 400, message: "(#100) Invalid parameter" },
  190: { http: 401, message: "Error validating access token: the session is invalid or has expired" },
  200: { http: 403, message: "(#200) You do not have the necessary permissions" },
  368: { http: 403, message: "(#368) Temporarily blocked for policies violations" },
  80007: { http: 429, message: "(#80007) Rate limit issues" },
  130429: { http: 429, message: "(#130429) Rate limit hit" },
  130472: { http: 400, message: "(#130472) User's number is part of an experiment" },
  131000: { http: 500, message: "(#131000) Something went wrong" },
  131005: { http: 403, message: "(#131005) Access denied" },
  131008: { http: 400, message: "(#131008) Required parameter is missing" },
  131009: { http: 400, message: "(#131009) Parameter value is not valid" },
  131016: { http: 503, message: "(#131016) Service unavailable" },
  131021: { http: 400, message: "(#131021) Recipient cannot be sender" },
  131026: { http: 400, message: "Message undeliverable" },
  131031: { http: 403, message: "(#131031) Business Account locked" },
  131037: { http: 400, message: "(#131037) Display name approval required" },
  131042: { http: 400, message: "(#131042) Business eligibility payment issue" },
  131047: { http: 400, message: "(#131047) Re-engagement message" },
  131048: { http: 429, message: "(#131048) Spam rate limit hit" },
  131049: { http: 400, message: "This message was not delivered to maintain healthy ecosystem engagement" },
  131050: { http: 400, message: "(#131050) User has stopped marketing messages" },
  131051: { http: 400, message: "(#131051) Unsupported message type" },
  131052: { http: 400, message: "(#131052) Media download error" },
  131053: { http: 400, message: "(#131053) Media upload error" },
  131056: { http: 429, message: "(#131056) (Business Account, Consumer Account) pair rate limit hit" },
  131057: { http: 503, message: "(#131057) Account in maintenance mode" },
  132000: { http: 400, message: "(#132000) Number of parameters does not match the expected number of params" },
  132001: { http: 404, message: "(#132001) Template name does not exist in the translation" },
  132005: { http: 400, message: "(#132005) Translated text too long" },
  132007: { http: 400, message: "(#132007) Template format character policy violated" },
  132012: { http: 400, message: "(#132012) Parameter format does not match format in the created template" },
  132015: { http: 400, message: "(#132015) Template is paused" },
  132016: { http: 400, message: "(#132016) Template is disabled" },
  133010: { http: 400, message: "(#133010) Phone number not registered on the WhatsApp Business Platform" },
};

/** What the Graph API answers instead of doing what it was asked. */
export class GraphError extends Error {
  readonly http: number;

  constructor(
    readonly code: number,
    readonly details: string,
    readonly subcode?: number,
  ) {
    super(GRAPH_CODES[code]?.message ?? `(#${code}) Error`);
    this.http = GRAPH_CODES[code]?.http ?? 400;
  }

  body(traceId: string): Record<string, unknown> {
    return {
      error: {
        message: this.message,
        type: "OAuthException",
        code: this.code,
        ...(this.subcode === undefined ? {} : { error_subcode: this.subcode }),
        error_data: { messaging_product: "whatsapp", details: this.details },
        fbtrace_id: traceId,
      },
    };
  }
}

/** The same refusal told later, inside a `failed` status. */
export function statusError(code: number): Record<string, unknown> {
  const message = GRAPH_CODES[code]?.message ?? "Error";
  const title = message.replace(/^\(#\d+\) /, "");
  return {
    code,
    title,
    message: title,
    error_data: { details: title },
    href: "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
  };
}
