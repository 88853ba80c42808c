import { defineConfig } from "prisma/config";

// The native schema engine is downloaded on first use; any executable in its place keeps `generate` offline.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: process.env.PRISMA_SCHEMA_PATH ?? "prisma/tenant",
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://x:x@127.0.0.1:1/x" },
});
