import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const alias = {
  "@/": `${at("./src")}/`,
  "@inngest/": `${at("./inngest")}/`,
  "@local/": `${at("./local")}/`,
  "@tools/": `${at("./tools")}/`,
  "server-only": at("./src/server/testing/server-only.ts"),
};
/** Tests that need Postgres say so in their file name. */
const onPostgres = ["**/{service,router,jobs,repository}.test.ts", "**/*.pg.test.ts"];
const never = ["**/node_modules/**", "e2e/**", "**/.next/**", "**/dist/**"];

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...never, ...onPostgres],
          testTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "service",
          include: onPostgres,
          exclude: never,
          globalSetup: ["./src/server/testing/global-setup.ts"],
          testTimeout: 90_000,
          hookTimeout: 60_000,
          pool: "forks",
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
