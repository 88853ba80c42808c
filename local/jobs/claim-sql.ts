/**
 * The queue's three moves, in the database because each must see and change many rows in one round trip.
 *
 * An item whose key is full is parked under that key and leaves the ready index: a later claim never looks at it again until a slot of the
 * key is released. So the cost of a claim does not grow with the backlog, and a full key never stands in front of another.
 *
 * Everything that counts slots holds one advisory lock. Rows are only ever taken with `skip locked` inside it, so it cannot deadlock with
 * a transaction that holds a run and then asks for the lock.
 */
export const CLAIM_SQL = `
create or replace function jobs.lock_slots() returns void language sql as $$
  select pg_advisory_xact_lock(hashtextextended('jobs.slots', 0))
$$;

-- Generic cell rate: starts are spread evenly over the period, "burst" of them may come at once. Gives the moment at which this one may start.
create or replace function jobs.reserve_start(p_fn text, p_key text, p_now timestamptz, p_seconds double precision, p_burst int)
returns timestamptz language sql as $$
  insert into jobs.throttle as t (fn_id, key, next_at) values (p_fn, p_key, p_now + make_interval(secs => p_seconds))
  on conflict (fn_id, key) do update set next_at = greatest(t.next_at, p_now) + make_interval(secs => p_seconds)
  returning greatest(p_now, t.next_at - make_interval(secs => p_seconds * p_burst))
$$;

create or replace function jobs.claim(p_now timestamptz, p_max int, p_owner text, p_lease_seconds double precision, p_shuffle boolean)
returns setof jobs.queue language plpgsql as $$
declare
  item jobs.queue;
  full_keys text[] := '{}';
  hit text;
  start_at timestamptz;
  taken int := 0;
begin
  perform jobs.lock_slots();
  update jobs.queue set state = 'ready', lease_owner = null, lease_until = null
   where id in (select id from jobs.queue where state = 'leased' and lease_until < clock_timestamp() for update skip locked);
  update jobs.queue set state = 'ready'
   where id in (select id from jobs.queue where state = 'later' and run_at <= p_now order by run_at limit 500 for update skip locked);
  for item in
    select * from (
      select * from jobs.queue where state = 'ready' order by rank_at, id limit 200 for update skip locked
    ) candidates order by case when p_shuffle then random() end, rank_at, id
  loop
    exit when taken >= p_max;
    hit := null;
    for i in 1 .. cardinality(item.ckeys) loop
      if item.ckeys[i] = any (full_keys) then
        hit := item.ckeys[i];
      elsif (select count(*) from jobs.queue q where q.state = 'leased' and q.ckeys @> array[item.ckeys[i]]) >= item.climits[i] then
        hit := item.ckeys[i];
        full_keys := full_keys || hit;
      end if;
      exit when hit is not null;
    end loop;
    -- A place reserved long ago was missed, with all the others reserved before a stop: it is asked for again.
    if hit is null and item.throttle_key is not null and not (item.is_reserved and p_now <= item.run_at + interval '1 second') then
      start_at := jobs.reserve_start(item.fn_id, item.throttle_key, p_now, item.throttle_seconds, item.throttle_burst);
      if start_at > p_now then
        update jobs.queue set state = 'later', run_at = start_at, is_reserved = true where id = item.id;
        continue;
      end if;
    end if;
    if hit is null then
      taken := taken + 1;
      update jobs.queue set state = 'leased', calls = calls + 1, lease_owner = p_owner, blocked_on = null, throttle_key = null,
             lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
       where id = item.id returning * into item;
      with first as (
        update jobs.run r set status = 'running', started_at = coalesce(r.started_at, p_now)
         where r.id in (select id from jobs.run where id = item.run_id and status <> 'running' for update skip locked)
        returning r.id, r.finish_seconds, r.started_at = p_now as is_first
      ), started as (
        delete from jobs.timer t using first where t.run_id = first.id and t.kind = 'start'
      )
      insert into jobs.timer (due_at, kind, run_id)
      select p_now + make_interval(secs => finish_seconds), 'finish', id from first where is_first and finish_seconds is not null;
      return next item;
    else
      update jobs.queue set state = 'blocked', blocked_on = hit where id = item.id;
      -- The slot this item could have used under its other keys belongs to the next in line there.
      update jobs.queue set state = 'ready', blocked_on = null where id in (
        select w.id from unnest(item.ckeys) as k(key), lateral (
          select id from jobs.queue where state = 'blocked' and blocked_on = k.key order by rank_at, id limit 1 for update skip locked
        ) w where k.key <> hit and not k.key = any (full_keys));
    end if;
  end loop;
end $$;

create or replace function jobs.release(p_keys text[]) returns void language plpgsql as $$
begin
  if cardinality(p_keys) = 0 then return; end if;
  perform jobs.lock_slots();
  update jobs.queue set state = 'ready', blocked_on = null where id in (
    select w.id from unnest(p_keys) as k(key), lateral (
      select id from jobs.queue where state = 'blocked' and blocked_on = k.key order by rank_at, id limit 1 for update skip locked
    ) w);
end $$;

-- The sweep behind "release": whatever was lost (a crash, a deleted run), a key with a free slot gets its next item within one sweep.
create or replace function jobs.unblock() returns int language plpgsql as $$
declare moved int;
begin
  perform jobs.lock_slots();
  with recursive keys as (
    (select blocked_on as key from jobs.queue where state = 'blocked' order by blocked_on limit 1)
    union all
    select (select q.blocked_on from jobs.queue q where q.state = 'blocked' and q.blocked_on > keys.key order by q.blocked_on limit 1)
      from keys where keys.key is not null
  ), heads as (
    select h.id from keys k, lateral (
      select id, climits[array_position(ckeys, k.key)] as max_slots from jobs.queue
       where state = 'blocked' and blocked_on = k.key order by rank_at, id limit 1 for update skip locked
    ) h where k.key is not null
      and (select count(*) from jobs.queue q where q.state = 'leased' and q.ckeys @> array[k.key]) < h.max_slots
  )
  update jobs.queue set state = 'ready', blocked_on = null where id in (select id from heads);
  get diagnostics moved = row_count;
  return moved;
end $$;
`;
