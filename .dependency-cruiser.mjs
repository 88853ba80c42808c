// Who may import whom. `npm run graph` runs it and fails when it sees suspiciously few modules; planted violations prove each rule.
import { mayCall } from "./tools/checks/may-call.mjs";

const M = "^src/server/modules";
const rule = (name, from, to) => ({ name, severity: "error", from, to });

export default {
  forbidden: [
    rule("lib-is-the-floor", { path: "^src/lib/" }, { path: "^(src/(app|server|components)|inngest)/" }),
    rule(
      "platform-knows-no-business",
      { path: "^src/server/platform/" },
      { path: "^(src/(app|components|server/(modules|composition|http))|inngest)/" },
    ),
    rule(
      "domain-is-pure",
      { path: `${M}/.*/domain\\.ts$` },
      { pathNot: ["^src/lib/", `${M}/.*/domain\\.ts$`, `${M}/assistant/nlu/`, "node_modules/zod"] },
    ),
    rule(
      "schemas-are-isomorphic",
      { path: `${M}/.*/schema\\.ts$` },
      { path: "^src/server/", pathNot: "/(schema|domain)\\.ts$" },
    ),
    rule(
      "only-repositories-touch-prisma",
      { path: "^src/", pathNot: ["/repository\\.ts$", "^src/server/(platform/db|testing)", "^src/generated/"] },
      { path: ["^src/generated/prisma", "@prisma/"] },
    ),
    rule(
      "only-edges-know-transport",
      { path: `${M}/`, pathNot: "/(router|jobs|[a-z]+\\.test|[a-z]+\\.pg\\.test)(\\.test)?\\.ts$" },
      { path: ["@trpc/", "node_modules/(next|inngest)/", "^src/server/(http|composition)/"] },
    ),
    rule(
      "modules-meet-at-public",
      { path: `${M}/([^/]+)/`, pathNot: "\\.test\\.ts$" },
      { path: `${M}/`, pathNot: [`${M}/$1/`, `${M}/[^/]+/(public|events)\\.ts$`] },
    ),
    ...Object.entries(mayCall).map(([from, to]) =>
      rule(
        `${from}-may-call-only-its-list`,
        { path: `${M}/${from}/`, pathNot: "\\.test\\.ts$" },
        { path: `${M}/(?!(${[from, ...to].join("|")})/)[^/]+/public\\.ts$` },
      ),
    ),
    rule(
      "mounts-see-only-doors",
      { path: "^src/server/(http|composition)/", pathNot: "\\.test\\.ts$" },
      { path: `${M}/`, pathNot: "/(router|public|events|schema|tools)\\.ts$" },
    ),
    rule(
      "only-composition-offers-tools",
      { path: "^src/", pathNot: ["^src/server/composition/", "\\.test\\.ts$"] },
      { path: `${M}/.*/tools\\.ts$`, pathNot: `${M}/[^/]+/[^/]+/tools\\.ts$` },
    ),
    rule(
      "pages-go-through-the-api",
      { path: "^src/(app|components)/", pathNot: "^src/app/api/" },
      { path: "^src/server/", pathNot: ["^src/server/http/trpc/", `${M}/.*/schema\\.ts$`] },
    ),
    rule("ui-kit-is-domain-free", { path: "^src/components/ui/" }, { path: "^src/(app|server)/" }),
    rule("inngest-wires-jobs-only", { path: "^inngest/" }, { path: `${M}/`, pathNot: "/(jobs|events|domain)\\.ts$" }),
    rule("nobody-imports-wiring", { path: "^src/", pathNot: "^src/app/api/" }, { path: "^inngest/" }),
    rule(
      "simulators-share-nothing",
      { path: "^local/", pathNot: "\\.test\\.ts$" },
      { path: "^src/server/(modules|composition|http)/" },
    ),
    rule(
      "product-knows-no-simulator",
      { path: "^(src|inngest)/", pathNot: ["^src/server/testing/", "\\.test\\.ts$"] },
      { path: "^local/" },
    ),
    rule(
      "no-cycles",
      { path: "^(src|inngest|local)/", pathNot: "^src/generated/" },
      { circular: true, dependencyTypesNot: ["type-only"], viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: ["node_modules", "^src/generated"] },
    exclude: { path: "^src/generated/prisma/.*/internal" },
  },
};
