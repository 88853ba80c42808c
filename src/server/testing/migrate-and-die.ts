/** Runs the tenant migrations and kills its own process, without a word, at the n-th event; n = 0 lets it finish. */
import { closeDb, configureDb, type DbConfig, migrateTenants } from "@/server/platform/db";

const [config = "", sourceDir = "", dieAt = "0"] = process.argv.slice(2);
configureDb(JSON.parse(config) as DbConfig);
let events = 0;
const report = await migrateTenants({
  sourceDir,
  workers: 2,
  onEvent: () => {
    events += 1;
    if (events === Number(dieAt)) process.kill(process.pid, "SIGKILL");
  },
});
await closeDb();
process.stdout.write(JSON.stringify({ failed: report.failed.map(({ error }) => error.message), events }));
