import { createHash } from "node:crypto";
import { raise } from "@/lib/errors";
import { toJson } from "../audit/diff";
import { actorRef, type ServiceContext } from "../context";
import { sql, type TenantTx } from "../db";

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([k, v]) => [k, sorted(v)]),
        )
      : value;

export const bodyHash = (input: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(sorted(toJson(input))))
    .digest("hex");

/**
 * Runs once per (actor, route, key) inside the business transaction. The same key and body get the first answer again (`answer` must be
 * JSON-safe); another body is refused. A second call while the first still runs waits on the row, then sees its answer.
 */
export async function withIdempotency<T extends object>(
  tx: TenantTx,
  ctx: ServiceContext,
  request: { route: string; key: string | undefined; input: unknown },
  run: () => Promise<T>,
): Promise<T> {
  if (!request.key) return run();
  const actor = actorRef(ctx);
  const hash = bodyHash(request.input);
  const inserted = await sql.execute(tx)`
    insert into idempotency (actor, route, key, body_hash) values (${actor}, ${request.route}, ${request.key}, ${hash})
    on conflict do nothing`;
  if (inserted === 0) {
    const where = { actor_route_key: { actor, route: request.route, key: request.key } };
    const first = await tx.idempotency.findUnique({ where });
    if (!first) raise("request_in_progress");
    if (first.bodyHash !== hash) raise("idempotency_key_reused");
    return first.answer as T;
  }
  const answer = await run();
  await tx.idempotency.update({
    where: { actor_route_key: { actor, route: request.route, key: request.key } },
    data: { answer: JSON.parse(JSON.stringify(answer)) },
  });
  return answer;
}
