/** The n-th hop from the right of `X-Forwarded-For`, as far as our own proxies vouch for it; the socket's address otherwise. */
export function clientAddress(headers: Headers, trustedHops: number): string {
  const socket = headers.get("x-socket-address") ?? "unknown";
  if (trustedHops === 0) return socket;
  const hops = (headers.get("x-forwarded-for") ?? "")
    .split(",")
    .map((hop) => hop.trim())
    .filter(Boolean);
  return hops.at(-trustedHops) ?? socket;
}
