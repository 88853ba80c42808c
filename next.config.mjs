/** @type {import("next").NextConfig} */
export default {
  // The Hono front, or the proxy before it, compresses once; doing it here costs CPU on every page.
  compress: false,
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ["pg", "@prisma/client", "@prisma/adapter-pg", "@node-rs/argon2", "pino"],
  experimental: { preloadEntriesOnStart: false },
  // `npm run typecheck` is the one judge of types; here a slip in a test file would keep the whole product from starting.
  typescript: { ignoreBuildErrors: true },
  images: { remotePatterns: [] },
};
