export type PhoneNumber = {
  /** What Meta calls `phone_number_id`. */
  id: string;
  display: string;
  label: string;
  verifiedName: string;
  wabaId: string;
  portfolioId: string;
  appKey: string;
  /** Where this number's webhooks go; the default is built from the product's address and the app key. */
  callbackUrl?: string;
  appSecret?: string;
  accessToken?: string;
};

export type Persona = {
  key: string;
  name: string;
  business: string;
  country: string;
  about: string;
  /** Absent for people who show only a user name. */
  phone?: string;
  waId?: string;
  username?: string;
  suggestions: string[];
  hasReadReceipts: boolean;
  isOffline: boolean;
  isBlocking: boolean;
};

export type StatusName = "sent" | "delivered" | "read" | "failed";

export type Pricing = { billable: boolean; pricing_model: "PMP"; type: string; category: string };

export type StatusEntry = { status: StatusName; at: number; code?: number };

export type Message = {
  id: string;
  numberId: string;
  /** Persona key, or the raw recipient when nobody has it. */
  persona: string;
  direction: "in" | "out";
  at: number;
  type: string;
  /** The Graph object under the key named by `type`. */
  content: Record<string, unknown>;
  contextId?: string;
  opaque?: string;
  statuses: StatusEntry[];
  pricing?: Pricing;
  priceMicros?: number;
  /** Inbound only: whether the webhook was answered with 2xx, and whether the business marked it read. */
  isReceived?: boolean;
  isReadByBusiness?: boolean;
  reaction?: { fromCustomer?: string; fromBusiness?: string };
};

export type TemplateButton = { type: "QUICK_REPLY" | "URL" | "PHONE_NUMBER"; text: string; url?: string };

export type Template = {
  id: string;
  wabaId: string;
  name: string;
  language: string;
  category: "UTILITY" | "MARKETING" | "AUTHENTICATION";
  status: "APPROVED" | "PENDING" | "REJECTED" | "PAUSED" | "DISABLED";
  parameterFormat: "NAMED" | "POSITIONAL" | "EITHER";
  header?: string;
  body: string;
  footer?: string;
  buttons: TemplateButton[];
};

export type Media = {
  id: string;
  mime: string;
  sha256: string;
  size: number;
  filename?: string;
  createdAt: number;
  /** Who brought it: ids of webhooks live shorter than uploaded ones. */
  origin: "upload" | "webhook";
};

export type StatusPlan = { id: string; messageId: string; status: StatusName; dueAt: number; code?: number };

export type Thread = { id: string; lastInboundAt: number; typingUntil?: number };
