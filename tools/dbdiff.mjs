/**
 * Prints the SQL that turns one set of models into another, without a database or a downloaded engine:
 *   node tools/dbdiff.mjs OLD|empty NEW
 * OLD and NEW are schema files or folders of them. Read what it prints before it becomes a migration: it cannot know a
 * rename from a drop and an add.
 */
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";

/** The engine asks for the server's version and nothing else when both sides are models. */
const session = {
  provider: "postgres",
  adapterName: "offline",
  queryRaw: async () => ({
    columnNames: ["version", "numeric_version", "schema_exists"],
    columnTypes: [7, 0, 5],
    rows: [["PostgreSQL 18.4", 180_004, true]],
  }),
  executeRaw: async () => 0,
  executeScript: async () => {},
  dispose: async () => {},
  getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
};
const offline = {
  provider: "postgres",
  adapterName: "offline",
  connect: async () => session,
  connectToShadowDb: async () => session,
};

/** The glue keeps the memory of one instance for good: a second instance in the same process reads the first one's. */
/** @type {ReturnType<typeof instantiate> | undefined} */
let loading;
const loadEngine = () => {
  loading ??= instantiate();
  return loading;
};

async function instantiate() {
  const folder = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  const glue = await import(pathToFileURL(path.join(folder, "schema_engine_bg.js")).href);
  const module = new WebAssembly.Module(fs.readFileSync(path.join(folder, "schema_engine_bg.wasm")));
  const instance = new WebAssembly.Instance(module, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue.SchemaEngine;
}

/** @param {string} from @returns {string[]} */
function schemaFiles(from) {
  if (!fs.statSync(from).isDirectory()) return [from];
  const names = fs.readdirSync(from, { encoding: "utf8", recursive: true });
  return names
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => path.join(from, name));
}

/** @param {string} from */
function side(from) {
  if (from === "empty") return { tag: "empty" };
  const files = schemaFiles(from).map((file) => ({ path: file, content: fs.readFileSync(file, "utf8") }));
  if (files.length === 0) throw new Error(`no .prisma file in ${from}`);
  return { tag: "schemaDatamodel", files };
}

/**
 * @param {string} from a schema file or folder, or "empty"
 * @param {string} to a schema file or folder
 * @returns {Promise<string>} unqualified SQL, to be run under the search path of the schema it is for
 */
export async function diffModels(from, to) {
  const Engine = await loadEngine();
  const target = side(to);
  const models = (target.files ?? []).map(({ path: file, content }) => [file, content]);
  const engine = await Engine.new({ datamodels: models }, () => {}, bindMigrationAwareSqlAdapterFactory(offline));
  const { stdout } = await engine.diff({
    from: side(from),
    to: target,
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout.replace(/^-- CreateSchema\nCREATE SCHEMA .*\n+/m, "");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [from, to] = process.argv.slice(2);
  if (!from || !to) {
    console.error("usage: node tools/dbdiff.mjs OLD|empty NEW");
    process.exit(64);
  }
  process.stdout.write(await diffModels(from, to));
}
