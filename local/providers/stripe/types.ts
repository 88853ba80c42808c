/** Objects are kept in the shape they travel in; amounts are integers in the currency's smallest unit. */
export type StripeObject = Record<string, unknown> & { id: string; object: string; created: number };

export type LineItem = {
  id: string;
  object: "item";
  amount_subtotal: number;
  amount_total: number;
  amount_discount: number;
  amount_tax: number;
  currency: string;
  description: string;
  quantity: number;
  price: StripeObject;
};

export type Session = StripeObject & {
  object: "checkout.session";
  account: string;
  status: "open" | "complete" | "expired";
  payment_status: "unpaid" | "paid" | "no_payment_required";
  amount_total: number;
  currency: string;
  expires_at: number;
  success_url: string | null;
  cancel_url: string | null;
  payment_intent: string | null;
  metadata: Record<string, string>;
  intentMetadata: Record<string, string>;
  lines: LineItem[];
  customer: string | null;
  customer_email: string | null;
  url: string | null;
};

export type PaymentIntent = StripeObject & {
  object: "payment_intent";
  account: string;
  status: string;
  amount: number;
  amount_received: number;
  currency: string;
  latest_charge: string | null;
  metadata: Record<string, string>;
  session: string;
};

export type Charge = StripeObject & {
  object: "charge";
  account: string;
  amount: number;
  amount_refunded: number;
  currency: string;
  payment_intent: string;
  refunded: boolean;
  status: string;
};

export type Refund = StripeObject & {
  object: "refund";
  account: string;
  amount: number;
  currency: string;
  charge: string;
  payment_intent: string;
  status: string;
};

export type StripeEvent = StripeObject & { object: "event"; account: string; type: string; data: { object: unknown } };

/** One Stripe account of this machine: whose key it is, and where its events go. */
export type Endpoint = { account: string; secretKey?: string; url: string; webhookSecret: string; isConnect?: boolean };

export type Replay = { key: string; hash: string; status: number; body: unknown };
