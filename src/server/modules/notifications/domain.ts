import { days, hours, type Instant, minutes, plus, seconds } from "@/lib/time";

export interface WhatsAppForm {
  template: string;
  variables: string[];
  buttons?: { id: string; title: string }[];
}
export interface Notice {
  type: string;
  subject: string;
  /** One notice a member, whatever runs twice. */
  dedupeKey: string;
  title: string;
  body: string;
  whatsapp?: WhatsAppForm;
}

const waits = [0, seconds(10), minutes(1), minutes(10), hours(1)];
const giveUpAfterMs = days(1);

/** When a failed delivery is tried again; null when it is too late to be news. */
export function nextTryAt(tries: number, createdAt: Instant, now: Instant): Instant | null {
  const wait = waits[tries];
  if (wait === undefined || now - createdAt > giveUpAfterMs) return null;
  return plus(now, wait);
}

/** Inside the window staff get the notice itself with its buttons; outside, the registered template says the same. */
export function noticeText(notice: Pick<Notice, "title" | "body">): string {
  return notice.body ? `*${notice.title}*\n${notice.body}` : notice.title;
}
