import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const require = createRequire(import.meta.url);
const targets = [
  { name: "tenant", schema: "prisma/tenant" },
  { name: "control", schema: "prisma/control" },
];

/** @param {string} folder */
function schemaFiles(folder) {
  const names = fs.readdirSync(path.join(root, folder), { encoding: "utf8", recursive: true });
  return names
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => path.join(folder, name));
}

/** @param {string} folder */
function fingerprint(folder) {
  const hash = createHash("sha256").update(require("prisma/package.json").version);
  for (const file of schemaFiles(folder)) hash.update(file).update(fs.readFileSync(path.join(root, file)));
  return hash.digest("hex");
}

/** @param {{ name: string, schema: string }} target */
function generate({ name, schema }) {
  const output = path.join(root, "src/generated/prisma", name);
  const stamp = path.join(output, ".inputs");
  const wanted = fingerprint(schema);
  if (fs.existsSync(path.join(output, "client.ts")) && fs.existsSync(stamp)) {
    if (fs.readFileSync(stamp, "utf8") === wanted) return false;
  }
  const cli = path.join(path.dirname(require.resolve("prisma/package.json")), "build/index.js");
  try {
    execFileSync(process.execPath, [cli, "generate", "--no-hints"], {
      cwd: root,
      env: {
        ...process.env,
        PRISMA_SCHEMA_PATH: schema,
        // Without it the CLI tries to download an engine that `generate` does not use.
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        CHECKPOINT_DISABLE: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout?: Buffer, stderr?: Buffer }} */ (error);
    throw new Error(`prisma generate failed for ${schema}:\n${stdout ?? ""}${stderr ?? ""}`, { cause: error });
  }
  // Last, so that an interrupted run is done again.
  fs.writeFileSync(stamp, wanted);
  return true;
}

for (const target of targets) {
  const startedAt = performance.now();
  const isNew = generate(target);
  console.log(
    `prisma ${target.name}: ${isNew ? `generated in ${Math.round(performance.now() - startedAt)} ms` : "up to date"}`,
  );
}
