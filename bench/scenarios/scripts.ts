import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "@tools/start/config";
import { bar, note } from "../report";
import type { World } from "../world";

const built = path.join(root, ".next");
const sizes = new Map<string, { bytes: number; text: string }>();

function chunk(name: string): { bytes: number; text: string } {
  const known = sizes.get(name);
  if (known) return known;
  const file = path.join(built, name);
  const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  const made = { bytes: text === "" ? 0 : gzipSync(text).length, text };
  sizes.set(name, made);
  return made;
}

const named = (text: string): string[] => text.match(/static\/chunks\/[\w~./%-]+\.js/g) ?? [];

/** The scripts the page names, and whatever those can still ask for: more than any visit loads, so a limit it keeps is kept. */
function waves(html: string): { first: number; all: number } {
  const tags = [...html.matchAll(/<script[^>]+src="\/_next\/([^"?]+\.js)[^"]*"[^>]*>/g)];
  const first = new Set(tags.filter(([tag]) => !/nomodule/i.test(tag)).map(([, name = ""]) => name));
  const legacy = new Set(tags.filter(([tag]) => /nomodule/i.test(tag)).map(([, name = ""]) => name));
  const all = new Set(first);
  const queue = [...named(html), ...[...first].flatMap((name) => named(chunk(name).text))];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (all.has(name) || legacy.has(name)) continue;
    all.add(name);
    queue.push(...named(chunk(name).text));
  }
  const sum = (names: Iterable<string>) => [...names].reduce((total, name) => total + chunk(name).bytes, 0) / 1_000;
  return { first: sum(first), all: sum(all) };
}

export async function measureScripts(origin: string, world: World): Promise<void> {
  const own = (page: string) => `/${world.slug}${page}`;
  const limits: readonly [page: string, firstLimit: number][] = [
    ["/", 150],
    ["/precios", 150],
    ["/registro", 150],
    ["/entrar", 150],
    [own(""), 150],
    [own("/inbox"), 230],
    [own("/catalog"), 150],
    [own("/inventory"), 150],
    [own("/quotes"), 150],
    [own("/orders"), 150],
    [own("/customers"), 150],
  ];
  for (const [page, limit] of limits) {
    const answer = await fetch(`${origin}${page}`, {
      headers: page.startsWith(own("")) ? { cookie: world.cookie } : {},
      redirect: "manual",
    });
    const html = await answer.text();
    if (answer.status !== 200) {
      note(`${page} answered ${answer.status}`);
      continue;
    }
    const { first, all } = waves(html);
    bar(`scripts of ${page}, first load`, first, limit, "kB");
    bar(`scripts of ${page}, with the second wave`, all, 300, "kB");
  }
}
