import path from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";

/** With a TypeScript it cannot read, the cruiser sees nothing and reports success. */
export const fewestModules = 300;

export interface GraphReport {
  modules: number;
  violations: { rule: string; from: string; to: string }[];
}

export async function readGraph(paths: string[], root = process.cwd()): Promise<GraphReport> {
  const { default: config } = (await import("../../.dependency-cruiser.mjs" as string)) as {
    default: { forbidden: unknown[]; options: Record<string, unknown> };
  };
  const at = (folder: string) => path.join(root, folder);
  const result = await cruise(
    paths,
    { ...config.options, validate: true, ruleSet: { forbidden: config.forbidden }, baseDir: root } as never,
    // Aliases are named here: read from tsconfig, the package `inngest` would resolve to our folder of that name.
    { alias: { "@": at("src"), "@inngest": at("inngest"), "@local": at("local"), "@tools": at("tools") } } as never,
  );
  const output = result.output as ICruiseResult;
  return {
    modules: output.modules.filter(({ source }) => !source.includes("node_modules")).length,
    violations: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

if (process.argv[1]?.endsWith("graph.ts")) {
  const { modules, violations } = await readGraph(["src", "inngest", "local", "server.ts"]);
  for (const { rule, from, to } of violations) process.stdout.write(`${rule}: ${from} → ${to}\n`);
  const tooFew = modules < fewestModules;
  if (tooFew) process.stdout.write(`only ${modules} modules were seen; the graph was not read\n`);
  process.stdout.write(`${modules} modules, ${violations.length} violations\n`);
  process.exit(violations.length > 0 || tooFew ? 1 : 0);
}
