import { mayCall } from "./may-call.mjs";

export interface SourceFile {
  path: string;
  text: string;
}
export interface Finding {
  rule: string;
  path: string;
  line: number;
  message: string;
}
export type Rule = (files: readonly SourceFile[]) => Finding[];

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.startsWith("src/server/testing/");
const isCode = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path);

/** Source without comments, strings kept, lines kept: what the patterns below look at. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " ")).replace(/(^|[^:"'`])\/\/.*$/gm, "$1");

function findLines(file: SourceFile, pattern: RegExp, rule: string, message: string): Finding[] {
  return withoutComments(file.text)
    .split("\n")
    .flatMap((line, index) => (pattern.test(line) ? [{ rule, path: file.path, line: index + 1, message }] : []));
}

const vocabulary =
  /^(domain|schema|repository|service|router|jobs|events|provider|tools|public)(\.test|\.pg\.test)?\.ts$|^README\.md$/;

/** A module holds only the words of the house; an aggregate inside it is a sub-folder that repeats them. */
export const moduleVocabulary: Rule = (files) =>
  files.flatMap(({ path }) => {
    const [, module, rest] = /^src\/server\/modules\/([a-z-]+)\/(.+)$/.exec(path) ?? [];
    if (!module || !rest) return [];
    const known = Object.hasOwn(mayCall, module);
    const parts = rest.split("/");
    const name = parts.at(-1) ?? "";
    const folders = parts.slice(0, -1);
    const free = folders.includes("providers") || folders.includes("nlu") || folders.includes("testing");
    if (known && (free || vocabulary.test(name) || /\.test\.ts$/.test(name))) return [];
    const message = known ? `${name} is not a word of a module` : `${module} is not in the may-call table`;
    return [{ rule: "module-vocabulary", path, line: 1, message }];
  });

const outsideSeams: { pattern: RegExp; word: string; where: RegExp; except: RegExp }[] = [
  {
    pattern: /\bnew Date\(|\bDate\.now\(|\bMath\.random\(/,
    word: "clock or chance",
    where: /^(src|inngest)\//,
    except: /^src\/(lib\/(time|browser)|server\/(platform|testing))\//,
  },
  {
    pattern: /\b(crypto\.)?randomUUID\(/,
    word: "ids",
    where: /^(src\/server|inngest)\//,
    except: /^src\/server\/platform\//,
  },
  {
    pattern: /(?<![.\w])fetch\(/,
    word: "the network",
    where: /^(src\/server|inngest)\//,
    except: /^src\/server\/platform\/egress\//,
  },
  {
    pattern: /\bsetInterval\(/,
    word: "timers",
    where: /^(src\/server|inngest)\//,
    except: /^src\/server\/(platform|http\/trpc\/realtime)/,
  },
  { pattern: /\bparseFloat\(|\.toFixed\(/, word: "floats", where: /^src\/server\//, except: /^$/ },
  {
    pattern: /\$queryRaw|\$executeRaw|new (pg\.)?Client\(|set_config|\bset role\b|search_path/i,
    word: "the SQL door",
    where: /^(src|inngest)\//,
    except: /^src\/server\/platform\/db\//,
  },
  { pattern: /"use server"/, word: "server functions", where: /^src\//, except: /^$/ },
  { pattern: /\bdangerouslySetInnerHTML\b/, word: "raw HTML", where: /^src\//, except: /^$/ },
];

/** Time, chance, ids, the network, SQL: one door each. */
export const oneDoor: Rule = (files) =>
  files
    .filter(({ path }) => isCode(path) && !isTest(path) && !path.startsWith("src/generated/"))
    .flatMap((file) =>
      outsideSeams
        .filter(({ where, except }) => where.test(file.path) && !except.test(file.path))
        .flatMap(({ pattern, word }) => findLines(file, pattern, "one-door", `${word} enter through their own seam`)),
    );

/** A use case begins by asking for its permission, or says why it needs none. */
export const permissionFirst: Rule = (files) =>
  files
    .filter(({ path }) => /^src\/server\/modules\/.*service\.ts$/.test(path))
    .flatMap(({ path, text }) => {
      const found: Finding[] = [];
      const declaration =
        /export async function (\w+)\(\s*ctx: ServiceContext[\s\S]*?\)(?:: Promise<[\s\S]*?>)? \{\n((?:[^\n]*\n){1,4})/g;
      for (const match of text.matchAll(declaration)) {
        const first = (match[2] ?? "").trim();
        if (/\bctx\.require\(|"[a-z_]+:[a-z_]+"|\/\/ no permission:/.test(first)) continue;
        const line = text.slice(0, match.index).split("\n").length;
        found.push({ rule: "permission-first", path, line, message: `${match[1]} does not begin with ctx.require` });
      }
      return found;
    });

export const longestFile = 400;
export const fileSize: Rule = (files) =>
  files
    .filter(({ path }) => isCode(path) && !path.startsWith("src/generated/"))
    .flatMap(({ path, text }) => {
      const lines = text.split("\n").length - 1;
      return lines > longestFile
        ? [{ rule: "file-size", path, line: lines, message: `${lines} lines; split by aggregate` }]
        : [];
    });

/** The may-call table has no cycle. */
export const acyclicTable: Rule = () => {
  const visiting = new Set<string>();
  const done = new Set<string>();
  const found: Finding[] = [];
  const table: Record<string, readonly string[]> = mayCall;
  const visit = (module: string, path: readonly string[]): void => {
    if (done.has(module)) return;
    if (visiting.has(module)) {
      found.push({
        rule: "may-call-acyclic",
        path: "tools/checks/may-call.mjs",
        line: 1,
        message: [...path, module].join(" → "),
      });
      return;
    }
    visiting.add(module);
    for (const next of table[module] ?? []) visit(next, [...path, module]);
    visiting.delete(module);
    done.add(module);
  };
  for (const module of Object.keys(table)) visit(module, []);
  return found;
};

/** Every table of the template says what its role may do with it. */
export const tableClasses: Rule = (files) => {
  const classes = files.find(({ path }) => path === "prisma/tenant/table-classes.json");
  const declared = new Set(Object.keys(JSON.parse(classes?.text ?? "{}") as object));
  return files
    .filter(({ path }) => path.startsWith("prisma/tenant/models/"))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/@@map\("([a-z_]+)"\)/g)]
        .filter(([, table]) => table && !declared.has(table))
        .map(([, table]) => ({ rule: "table-class", path, line: 1, message: `${table} has no class` })),
    );
};

/** An event that goes to the job runner has somebody listening. */
export const listenedEvents: Rule = (files) => {
  const wiring = files
    .filter(({ path }) => path.startsWith("inngest/functions/"))
    .map(({ text }) => text)
    .join("\n");
  return files
    .filter(({ path }) => /^src\/server\/modules\/.*events\.ts$/.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/export const (\w+) = defineEvent\(\{([\s\S]*?)\n\}\);/g)]
        .filter(([, name, body]) => /\bjobs: true\b/.test(body ?? "") && !new RegExp(`\\b${name}\\b`).test(wiring))
        .map(([, name]) => ({
          rule: "event-listener",
          path,
          line: 1,
          message: `${name} goes to jobs, and no function listens`,
        })),
    );
};

/** The lockfile names no host; committed files name no path of a machine; nothing is left for later without saying so. */
export const cleanText: Rule = (files) =>
  files.flatMap((file) => {
    if (file.path === "package-lock.json")
      return findLines(file, /"resolved": "http/, "clean-text", "download address in the lockfile");
    if (file.path.startsWith("tools/checks/")) return [];
    return [
      ...findLines(file, /(?<![\w.-])\/(?:work|farm)\/[a-z]/, "clean-text", "path of a machine"),
      ...(isCode(file.path)
        ? findLines(file, /\b(TODO|FIXME|XXX)\b/, "clean-text", "unfinished work has an issue, not a comment")
        : []),
      ...(isTest(file.path)
        ? findLines(file, /\b(test|it|describe)\.(only|skip|todo)\(/, "clean-text", "a test that does not run")
        : []),
    ];
  });

/** A test that cites nothing proves nothing we promised. */
export const citedTests: Rule = (files) =>
  files
    .filter(
      ({ path }) =>
        /^(src\/server\/(modules|platform|http)|local|e2e)\/.*\.test\.ts$/.test(path) ||
        /^e2e\/.*\.spec\.ts$/.test(path),
    )
    .flatMap(({ path, text }) =>
      /\[[A-Z]{1,2}-?\d+[^\]]*\]/.test(text)
        ? []
        : [{ rule: "cited-tests", path, line: 1, message: "no title cites a feature or requirement" }],
    );

export const rules: Readonly<Record<string, Rule>> = {
  moduleVocabulary,
  oneDoor,
  permissionFirst,
  fileSize,
  acyclicTable,
  tableClasses,
  listenedEvents,
  cleanText,
  citedTests,
};
