import { hmacHex, safeEqual } from "./crypto";
import { env } from "./env";

const version = "v1";
const isSecure = (): boolean => env.publicUrl.startsWith("https:");

/** `__Host-` binds the cookie to one host over TLS; a browser refuses the prefix on plain HTTP, as on a laptop. */
export const sessionCookieName = (): string => (isSecure() ? "__Host-mostrador.session" : "mostrador.session");

const sign = (token: string): string => hmacHex(env.authSecret, `${version}.${token}`).slice(0, 43);

/** The cookie's value: the session's secret and a signature, so that garbage costs no database call. */
export const sealSession = (token: string): string => `${version}.${token}.${sign(token)}`;

/** The session's secret, or null for anything we did not seal. */
export function openSessionCookie(value: string | undefined): string | null {
  const [prefix, token, signature, ...rest] = (value ?? "").split(".");
  if (prefix !== version || !token || !signature || rest.length > 0) return null;
  return safeEqual(signature, sign(token)) ? token : null;
}

export function sessionCookieHeader(token: string, maxAgeSeconds: number): string {
  const attributes = ["Path=/", "HttpOnly", "SameSite=Lax", `Max-Age=${maxAgeSeconds}`];
  if (isSecure()) attributes.push("Secure");
  return [`${sessionCookieName()}=${sealSession(token)}`, ...attributes].join("; ");
}

export function cookieFrom(header: string | null | undefined, name: string): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return decoded(part.slice(at + 1).trim());
  }
  return undefined;
}

/** A cookie anybody may have written: what is not percent-encoding is taken as it stands. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
