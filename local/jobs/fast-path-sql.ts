/**
 * The two answers that make up nearly all traffic, each in one round trip: "this step ran, ask again" of a run without parallel steps,
 * and "the function returned" of a run that nobody waits for. Both refuse, changing nothing, whatever needs a decision: the caller then
 * takes the general way. `gone` means the lease is lost.
 */
export const FAST_PATH_SQL = `
create or replace function jobs.holds(p_item bigint, p_calls int, p_owner text) returns boolean language sql as $$
  select exists (select 1 from jobs.queue where id = p_item and calls = p_calls and lease_owner = p_owner and state = 'leased')
$$;

create or replace function jobs.advance(p_item bigint, p_calls int, p_owner text, p_run text, p_now timestamptz, p_step text, p_op text, p_name text,
                             p_state json, p_attempts int, p_max_steps int, p_max_bytes bigint)
returns text language plpgsql as $$
declare
  run jobs.run;
begin
  select * into run from jobs.run where id = p_run and ended_at is null for update;
  if not found or not jobs.holds(p_item, p_calls, p_owner) then return 'gone'; end if;
  if run.is_parallel or run.is_race or run.step_count >= p_max_steps or run.state_bytes + octet_length(p_state::text) > p_max_bytes then
    return 'general';
  end if;
  if exists (select 1 from jobs.step where run_id = p_run and (state is null or id = p_step)) then return 'general'; end if;
  insert into jobs.step (run_id, id, op, name, state, done_at_seq, attempts, started_at, ended_at)
  values (p_run, p_step, p_op, p_name, p_state, nextval('jobs.done_seq'), p_attempts, p_now, p_now);
  update jobs.run set step_count = step_count + 1, state_bytes = state_bytes + octet_length(p_state::text) where id = p_run;
  update jobs.queue set state = 'ready', run_at = p_now, rank_at = p_now - make_interval(secs => run.priority_seconds), attempt = 0, losses = 0,
         is_repeat = false, lease_owner = null, lease_until = null where id = p_item;
  perform jobs.release(run.ckeys);
  return 'done';
end $$;

create or replace function jobs.complete(p_item bigint, p_calls int, p_owner text, p_run text, p_now timestamptz, p_output json)
returns text language plpgsql as $$
declare
  run jobs.run;
begin
  select * into run from jobs.run where id = p_run and ended_at is null for update;
  if not found or not jobs.holds(p_item, p_calls, p_owner) then return 'gone'; end if;
  if run.parent_run is not null or exists (select 1 from jobs.wait where event_name = 'inngest/function.finished') then return 'general'; end if;
  update jobs.run set status = 'completed', ended_at = p_now, output = p_output where id = p_run;
  delete from jobs.queue where run_id = p_run;
  delete from jobs.timer where run_id = p_run;
  delete from jobs.wait where run_id = p_run;
  perform jobs.release(run.ckeys);
  return 'done';
end $$;
`;
