import { expect, test } from "vitest";
import { EnvironmentError, parseEnvironment } from "./env";

const complete: Record<string, string> = {
  PUBLIC_URL: "https://mostrador.example",
  NEXTAUTH_SECRET: "n".repeat(40),
  DATABASE_URL: "postgres://app:a-secret-password@db.example/main",
  DATABASE_URL_CONTROL: "postgres://control:a-secret-password@db.example/main",
  DATABASE_URL_MIGRATOR: "postgres://migrator:a-secret-password@db.example/main",
  DATABASE_URL_DIRECT: "postgres://control:a-secret-password@db.example/main",
  INNGEST_EVENT_KEY: "an-event-key",
  INNGEST_SIGNING_KEY: "signkey-prod-00",
  META_APP_SECRET: "a-meta-secret",
  META_VERIFY_TOKEN: "a-verify-token",
  META_ACCESS_TOKEN: "an-access-token",
  STRIPE_SECRET_KEY: "sk_live_x",
  STRIPE_WEBHOOK_SECRET: "whsec_x",
};
const refusalOf = (source: Record<string, string | undefined>): string => {
  try {
    parseEnvironment(source);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentError);
    return error instanceof Error ? error.message : "";
  }
};
const without = (name: string) => ({ ...complete, [name]: undefined });

test("[T20] a complete environment is production's unless it says otherwise", () => {
  expect(refusalOf(complete)).toBe("");
  expect(parseEnvironment(complete).MOSTRADOR_PROFILE).toBe("production");
});

test.each(["PUBLIC_URL", "NEXTAUTH_SECRET", "DATABASE_URL"])("[T20] without %s nothing starts anywhere", (name) => {
  for (const profile of ["local", "test", "production"]) {
    expect(refusalOf({ ...without(name), MOSTRADOR_PROFILE: profile })).toMatch(new RegExp(`^${name}: `));
    expect(refusalOf({ ...complete, [name]: "", MOSTRADOR_PROFILE: profile })).toMatch(new RegExp(`^${name}: `));
  }
});

test.each([
  "INNGEST_EVENT_KEY",
  "INNGEST_SIGNING_KEY",
  "META_APP_SECRET",
  "META_VERIFY_TOKEN",
  "META_ACCESS_TOKEN",
  "STRIPE_SECRET_KEY",
  "STRIPE_WEBHOOK_SECRET",
])("[T20] production without %s does not start; a laptop does", (name) => {
  expect(refusalOf(without(name))).toMatch(new RegExp(`^${name}: `));
  expect(refusalOf({ ...without(name), MOSTRADOR_PROFILE: "local" })).toBe("");
});

test("[T20] a refusal names the variable and never its value", () => {
  const wrong: Record<string, string> = {
    PUBLIC_URL: "hunter2 is no address",
    NEXTAUTH_SECRET: "hunter2",
    DATABASE_URL: "hunter2",
    UPSTASH_REDIS_REST_URL: "hunter2",
    PORT: "hunter2",
    TRUSTED_PROXY_HOPS: "hunter2",
    MOSTRADOR_PROFILE: "hunter2",
    LOG_LEVEL: "hunter2",
  };
  for (const [name, value] of Object.entries(wrong)) {
    const message = refusalOf({ ...complete, [name]: value });
    expect(message).toMatch(new RegExp(`^${name}: `));
    expect(message).not.toContain("hunter2");
  }
});

test("[T20] [T52] what is for a laptop is refused in production", () => {
  expect(refusalOf({ ...complete, MOSTRADOR_CLOCK: "offset:5" })).toMatch(/^MOSTRADOR_CLOCK: /);
  expect(refusalOf({ ...complete, INNGEST_DEV: "1" })).toMatch(/^INNGEST_DEV: /);
  for (const name of ["META_GRAPH_BASE_URL", "STRIPE_API_BASE_URL"]) {
    for (const url of ["http://127.0.0.1:4010", "http://localhost:4010", "http://[::1]:1"])
      expect(refusalOf({ ...complete, [name]: url })).toMatch(new RegExp(`^${name}: `));
  }
});
