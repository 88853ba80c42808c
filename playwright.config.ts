import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { defineConfig } from "@playwright/test";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The browser somebody named, one on the path, or the one that came from npm. */
async function browser(): Promise<string> {
  const onPath = ["chromium", "chromium-browser", "google-chrome"].flatMap((name) =>
    (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)),
  );
  const found = [process.env.E2E_CHROMIUM, ...onPath].find((file) => file && existsSync(file));
  if (found && process.env.E2E_BUNDLED !== "1") return found;
  // Makes the package unpack the libraries a bare system lacks.
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs20.x";
  try {
    return await (await import("@sparticuz/chromium")).default.executablePath();
  } catch (error) {
    throw new Error("No browser: install Chromium or Chrome, or name one in E2E_CHROMIUM.", { cause: error });
  }
}

const sizes = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 768, height: 1024 },
  phone: { width: 360, height: 740 },
};

export default (async () =>
  defineConfig({
    testDir: "e2e",
    outputDir: "test-results",
    workers: 2,
    retries: 0,
    forbidOnly: true,
    timeout: 120_000,
    expect: { timeout: 15_000 },
    reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : [["list"]],
    use: {
      baseURL: process.env.E2E_BASE_URL ?? "http://localhost:3000",
      locale: "es-VE",
      timezoneId: "America/Caracas",
      trace: "off",
      actionTimeout: 20_000,
      screenshot: "only-on-failure",
      launchOptions: { executablePath: await browser(), args: flags },
    },
    projects: [
      // The main job kills processes, so it runs when nobody else does: last, whatever became of the others.
      { name: "start", testMatch: "start.setup.ts", teardown: "main job" },
      {
        name: "desktop",
        testMatch: ["access.spec.ts", "import.spec.ts", "pages.spec.ts"],
        dependencies: ["start"],
        use: { viewport: sizes.desktop },
      },
      { name: "tablet", testMatch: ["import.spec.ts"], dependencies: ["start"], use: { viewport: sizes.tablet } },
      {
        name: "phone",
        testMatch: ["access.spec.ts"],
        dependencies: ["start"],
        use: { viewport: sizes.phone, hasTouch: true, isMobile: true },
      },
      { name: "main job", testMatch: "main-job.spec.ts", use: { viewport: sizes.desktop } },
    ],
  }))();
