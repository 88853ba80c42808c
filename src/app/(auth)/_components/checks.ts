/** As the server asks; here only so that the answer comes before the journey. */
export const PASSWORD_LENGTH = 10;

export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text.trim());
}

/** Only our own paths: an address from outside must not lead a signed-in person away. */
export function safeReturn(path: string | undefined): string | null {
  return path && /^\/[a-z0-9][a-z0-9\-/]*(\?[^#\s]*)?$/i.test(path) ? path : null;
}
