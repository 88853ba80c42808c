import { describe, expect, test } from "vitest";
import { type Rule, rules } from "./rules";

const planted: Record<keyof typeof rules, { clean: [string, string][]; broken: [string, string][] }> = {
  moduleVocabulary: {
    clean: [
      ["src/server/modules/orders/service.ts", ""],
      ["src/server/modules/catalog/import/domain.test.ts", ""],
      ["src/server/modules/payments/providers/stripe.ts", ""],
    ],
    broken: [
      ["src/server/modules/orders/utils.ts", ""],
      ["src/server/modules/misc/service.ts", ""],
    ],
  },
  oneDoor: {
    clean: [
      ["src/lib/time/time.ts", "new Date(at)"],
      ["src/server/modules/a/service.ts", "// new Date() is banned\nctx.clock.now()"],
      ["src/server/platform/egress/index.ts", "fetch(url)"],
    ],
    broken: [
      ["src/server/modules/orders/service.ts", "const at = new Date();"],
      ["src/server/http/x.ts", "await fetch(url)"],
      ["src/server/modules/a/repository.ts", "tx.$queryRaw`x`"],
      ["src/server/modules/a/domain.ts", "price.toFixed(2)"],
    ],
  },
  permissionFirst: {
    clean: [
      [
        "src/server/modules/orders/service.ts",
        'export async function a(ctx: ServiceContext, input: A): Promise<B> {\n  ctx.require("order:read");\n}\n',
      ],
    ],
    broken: [
      [
        "src/server/modules/orders/service.ts",
        "export async function a(ctx: ServiceContext, input: A): Promise<B> {\n  return ctx.transaction(x);\n}\n",
      ],
    ],
  },
  fileSize: { clean: [["src/a.ts", "x\n".repeat(400)]], broken: [["src/a.ts", "x\n".repeat(401)]] },
  acyclicTable: { clean: [["any", ""]], broken: [] },
  tableClasses: {
    clean: [
      ["prisma/tenant/models/a.prisma", '@@map("branch")'],
      ["prisma/tenant/table-classes.json", '{"branch":"mutable"}'],
    ],
    broken: [
      ["prisma/tenant/models/a.prisma", '@@map("secret_table")'],
      ["prisma/tenant/table-classes.json", "{}"],
    ],
  },
  listenedEvents: {
    clean: [
      ["src/server/modules/a/events.ts", "export const made = defineEvent({\n  jobs: true,\n});"],
      ["inngest/functions/a.ts", "onEvent({ event: made })"],
    ],
    broken: [["src/server/modules/a/events.ts", "export const made = defineEvent({\n  jobs: true,\n});"]],
  },
  cleanText: {
    clean: [
      ["src/a.ts", "const route = '/api/work';"],
      ["package-lock.json", '"integrity": "x"'],
    ],
    broken: [
      ["package-lock.json", '"resolved": "https://example"'],
      ["docs/a.md", `see /${"work"}/main`],
      ["src/a.ts", "run(); // TO" + "DO later\nconst TO" + "DO = 1"],
      ["src/a.test.ts", "test.only('x')"],
    ],
  },
  citedTests: {
    clean: [["src/server/modules/a/domain.test.ts", 'test("[K3] stock")']],
    broken: [["src/server/modules/a/domain.test.ts", 'test("stock")']],
  },
};

describe("each house rule fires on a planted violation and is silent on clean code", () => {
  test.each(Object.entries(rules))("%s", (name, rule: Rule) => {
    const { clean, broken } = planted[name] ?? { clean: [], broken: [] };
    const asFiles = (files: [string, string][]) => files.map(([path, text]) => ({ path, text }));
    expect(rule(asFiles(clean))).toEqual([]);
    if (name === "tableClasses") expect(rule(asFiles(broken))).toHaveLength(1);
    else for (const file of broken) expect(rule(asFiles([file])), file[0]).not.toEqual([]);
  });
});
