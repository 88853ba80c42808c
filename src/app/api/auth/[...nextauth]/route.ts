import NextAuth, { type AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { isAppError } from "@/lib/errors";
import { ensureStarted } from "@/server/composition/boot";
import { systemContext } from "@/server/composition/tenants";
import { clientAddress } from "@/server/http/address";
import { signIn } from "@/server/modules/access/public";
import { env } from "@/server/platform/env";
import { limit, limitRules } from "@/server/platform/limits";
import { openSessionCookie, sealSession, sessionCookieName } from "@/server/platform/session-cookie";

const thirtyDaysInSeconds = 30 * 24 * 3_600;

/** The cookie holds only the secret of a session row, sealed; whoever it is and what they may do is read from the database. */
const options = (): AuthOptions => ({
  secret: env.authSecret,
  session: { strategy: "jwt", maxAge: thirtyDaysInSeconds },
  pages: { signIn: "/entrar", error: "/entrar" },
  cookies: {
    sessionToken: {
      name: sessionCookieName(),
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: env.publicUrl.startsWith("https:") },
    },
  },
  jwt: {
    encode: async ({ token }) => (typeof token?.sid === "string" ? sealSession(token.sid) : ""),
    decode: async ({ token }) => {
      const sid = openSessionCookie(token);
      return sid ? { sid } : null;
    },
  },
  providers: [
    Credentials({
      credentials: { email: {}, password: {} },
      async authorize(credentials, request) {
        try {
          await limit(limitRules.signInByAccount, (credentials?.email ?? "").trim().toLowerCase().slice(0, 254));
          const headers = new Headers(request.headers as Record<string, string> | undefined);
          await limit(limitRules.signInByAddress, clientAddress(headers, env.trustedProxyHops));
          const signedIn = await signIn(systemContext(), {
            email: credentials?.email ?? "",
            password: credentials?.password ?? "",
            userAgent: String(request.headers?.["user-agent"] ?? "").slice(0, 200) || null,
          });
          return { id: signedIn.accountId, name: signedIn.name, email: signedIn.email, sid: signedIn.token };
        } catch (error) {
          if (isAppError(error)) throw new Error(error.code);
          throw error;
        }
      },
    }),
  ],
  callbacks: {
    jwt: ({ token, user }) => (user ? { sid: (user as { sid?: string }).sid } : token),
    session: ({ session }) => ({ expires: session.expires }),
  },
});

async function answer(request: Request, context: unknown): Promise<Response> {
  ensureStarted();
  return NextAuth(options())(request, context) as Promise<Response>;
}

export const dynamic = "force-dynamic";
export { answer as GET, answer as POST };
