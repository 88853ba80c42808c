import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { splitStatements } from "./split-statements";

export type MigrationFile = {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  readonly text: string;
  readonly statements: readonly string[];
  readonly isTransactional: boolean;
};

export type Target = "control" | "tenant";

const fileName = /^(\d{4})_([a-z0-9_]+)\.sql$/;
const nonTransactional = /^--\s*mostrador:non-transactional\s*$/m;

export class MigrationFileError extends Error {
  override readonly name = "MigrationFileError";
}

export function parseMigration(file: string, text: string): MigrationFile {
  const [, number, name] = fileName.exec(file) ?? [];
  if (!number || !name) throw new MigrationFileError(`${file}: the name must look like 0001_add_branch.sql`);
  const statements = splitStatements(text);
  const isTransactional = !nonTransactional.test(text);
  if (!isTransactional && statements.length !== 1) {
    throw new MigrationFileError(`${file}: without a transaction a file holds exactly one statement`);
  }
  // Line endings differ between checkouts; the meaning does not.
  const checksum = createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex");
  return { version: Number(number), name, checksum, text, statements, isTransactional };
}

export function defaultSourceDir(): string {
  return path.resolve("prisma");
}

/** In order. Two branches that both took 0007 must notice before any tenant does. */
export async function readMigrations(target: Target, sourceDir = defaultSourceDir()): Promise<MigrationFile[]> {
  const folder = path.join(sourceDir, target, "migrations");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const files = await Promise.all(
    names.map(async (name) => parseMigration(name, await readFile(path.join(folder, name), "utf8"))),
  );
  files.forEach(({ version, name }, index) => {
    if (files[index + 1]?.version === version) {
      throw new MigrationFileError(`${target}: two migrations are number ${version}, one of them ${name}`);
    }
  });
  return files;
}
