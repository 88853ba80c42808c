// CI on a laptop, without the browser.
process.argv.push("--no-browser");
await import("./test.mjs");
