const keyOf = (tenant: string, conversationId: string) => `draft:${tenant}:${conversationId}`;

/** What somebody was writing survives a reload, a refusal and another conversation. Storage may be full or forbidden: then it is memory only. */
const memory = new Map<string, string>();

export function readDraft(tenant: string, conversationId: string): string {
  const key = keyOf(tenant, conversationId);
  const kept = memory.get(key);
  if (kept !== undefined) return kept;
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

export function keepDraft(tenant: string, conversationId: string, text: string): void {
  const key = keyOf(tenant, conversationId);
  memory.set(key, text);
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    return;
  }
}
