import { createHash } from "node:crypto";
import type { Pool } from "pg";
import { CLAIM_SQL } from "./claim-sql";
import { FAST_PATH_SQL } from "./fast-path-sql";

/** Forward only. Statements live in code so that a bundled executor needs no files beside it. */
const TABLES = `
create table jobs.fn (
  id text primary key,
  app_id text not null,
  path text not null,
  config json not null,
  is_active boolean not null default true
);
create table jobs.event (
  id text primary key,
  name text not null,
  payload json not null,
  received_at timestamptz not null
);
create index event_received on jobs.event (received_at);
create table jobs.event_key (
  key text primary key,
  event_id text not null,
  seen_at timestamptz not null
);
create index event_key_seen on jobs.event_key (seen_at);

create sequence jobs.done_seq;
create table jobs.run (
  id text primary key,
  fn_id text not null,
  status text not null check (status in ('queued', 'running', 'waiting', 'completed', 'failed', 'cancelled')),
  events json not null,
  tenant text,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  output json,
  error json,
  is_parallel boolean not null default false,
  is_race boolean not null default false,
  step_count int not null default 0,
  state_bytes bigint not null default 0,
  priority_seconds int not null default 0,
  finish_seconds double precision,
  singleton_key text,
  ckeys text[] not null default '{}',
  climits int[] not null default '{}',
  parent_run text,
  parent_step text,
  replay_of text,
  cancel_reason text
);
create index run_recent on jobs.run (created_at desc, id desc);
create index run_tenant on jobs.run (tenant, created_at desc) where tenant is not null;
create index run_function on jobs.run (fn_id, created_at desc);
create index run_ended on jobs.run (ended_at) where ended_at is not null;
create index run_singleton on jobs.run (fn_id, singleton_key) where singleton_key is not null and ended_at is null;

create table jobs.step (
  run_id text not null references jobs.run (id) on delete cascade,
  id text not null,
  op text not null,
  name text not null,
  state json,
  done_at_seq bigint,
  attempts int not null default 0,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (run_id, id)
);

create table jobs.queue (
  id bigint generated always as identity primary key,
  run_id text not null references jobs.run (id) on delete cascade,
  fn_id text not null,
  step_id text not null,
  state text not null check (state in ('later', 'ready', 'blocked', 'leased')),
  run_at timestamptz not null,
  rank_at timestamptz not null,
  attempt int not null default 0,
  losses int not null default 0,
  calls int not null default 0,
  is_repeat boolean not null default false,
  ckeys text[] not null default '{}',
  climits int[] not null default '{}',
  blocked_on text,
  lease_until timestamptz,
  lease_owner text,
  unique (run_id, step_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
create index queue_later on jobs.queue (run_at) where state = 'later';
create index queue_ready on jobs.queue (rank_at, id) where state = 'ready';
create index queue_blocked on jobs.queue (blocked_on, rank_at, id) where state = 'blocked';
create index queue_leased on jobs.queue (lease_until) where state = 'leased';

create table jobs.wait (
  id bigint generated always as identity primary key,
  run_id text not null references jobs.run (id) on delete cascade,
  step_id text,
  kind text not null check (kind in ('event', 'cancel')),
  event_name text not null,
  expression text,
  match_path text not null default '',
  match_value text not null default '',
  expires_at timestamptz
);
create index wait_match on jobs.wait (event_name, match_path, match_value);
create index wait_run on jobs.wait (run_id);

create table jobs.timer (
  id bigint generated always as identity primary key,
  due_at timestamptz not null,
  kind text not null check (kind in ('sleep', 'wait', 'invoke', 'start', 'finish', 'debounce', 'batch')),
  run_id text references jobs.run (id) on delete cascade,
  step_id text,
  fn_id text,
  key text
);
create index timer_due on jobs.timer (due_at);
create index timer_run on jobs.timer (run_id) where run_id is not null;
create unique index timer_key on jobs.timer (fn_id, kind, key) where key is not null;

create table jobs.cron (
  fn_id text not null,
  expression text not null,
  next_at timestamptz not null,
  primary key (fn_id, expression)
);
create index cron_due on jobs.cron (next_at);

create table jobs.idempotency (
  fn_id text not null,
  key text not null,
  run_id text not null,
  expires_at timestamptz not null,
  primary key (fn_id, key)
);
create table jobs.admitted (fn_id text not null, key text not null, at timestamptz not null);
create index admitted_window on jobs.admitted (fn_id, key, at);
create table jobs.throttle (fn_id text not null, key text not null, next_at timestamptz not null, primary key (fn_id, key));
create table jobs.held (
  fn_id text not null,
  kind text not null check (kind in ('debounce', 'batch')),
  key text not null,
  events json[] not null,
  latest_at timestamptz,
  primary key (fn_id, kind, key)
);
`;

const EVENT_COLUMNS = `
alter table jobs.run add column if not exists event_name text, add column if not exists event_id text;
`;

/** A throttle is kept when an item is claimed, so that a backlog cannot start at once after a stop. */
const THROTTLE_COLUMNS = `
alter table jobs.queue add column if not exists throttle_key text,
  add column if not exists throttle_seconds double precision, add column if not exists throttle_burst int,
  add column if not exists is_reserved boolean not null default false;
`;

type Migration = { name: string; sql: string };

/** Columns for the event, because reading a field of it as text fails when any other field holds a NUL. */
const MIGRATIONS: readonly Migration[] = [
  { name: "0001_tables", sql: TABLES },
  { name: "0002_run_event", sql: EVENT_COLUMNS },
  { name: "0003_throttle", sql: THROTTLE_COLUMNS },
];

/** Functions hold no data: they are replaced whenever their text changed. */
const FUNCTIONS: readonly Migration[] = [CLAIM_SQL, FAST_PATH_SQL].map((sql) => ({
  name: `functions_${createHash("sha256").update(sql).digest("hex").slice(0, 16)}`,
  sql,
}));

/** Two executors may start together: the advisory lock lets one apply, the other finds nothing left to do. */
export async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(hashtextextended('jobs.migrations', 0))");
    await client.query("create schema if not exists jobs");
    await client.query(
      "create table if not exists jobs.migration (name text primary key, applied_at timestamptz not null default now())",
    );
    const { rows } = await client.query<{ name: string }>("select name from jobs.migration");
    const applied = new Set(rows.map(({ name }) => name));
    for (const { name, sql } of [...MIGRATIONS, ...FUNCTIONS]) {
      if (applied.has(name)) continue;
      await client.query(sql);
      await client.query("insert into jobs.migration (name) values ($1)", [name]);
    }
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback");
    throw new Error("the job executor could not prepare its schema", { cause });
  } finally {
    client.release();
  }
}
