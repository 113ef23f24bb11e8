// What the receiver must have been told once everything is sent: each fact once, and of each thing in order.
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Receiver } from './receiver.ts';

export interface DeliveryContext {
  readonly pool: pg.Pool;
  readonly receiver: Receiver;
  readonly types: readonly string[];
  /** How long the last ones may take. */
  readonly withinMs: number;
}

export async function checkDeliveries(context: DeliveryContext): Promise<string[]> {
  const { pool, receiver, types } = context;
  const left = await drained(context);
  if (left > 0) return [`${left} deliveries are not sent after ${context.withinMs} ms`];
  const wrong: string[] = [];
  const { rows: missing } = await pool.query<{ id: string; deliveries: number }>(
    `select j.turn_id || '-' || j.ordinal as id, count(d.seq)::int as deliveries
     from journal j left join deliveries d on d.turn_id = j.turn_id and d.ordinal = j.ordinal
     where j.type = any ($1::text[]) and (j.turn_id, j.ordinal) >= (select turn_id, ordinal from deliveries order by seq limit 1)
     group by j.turn_id, j.ordinal having count(d.seq) <> 1 limit 20`,
    [types],
  );
  for (const { id, deliveries } of missing) wrong.push(`the entry ${id} has ${deliveries} deliveries`);
  const { rows } = await pool.query<{ id: string; lane: string }>(
    `select turn_id || '-' || ordinal as id, lane from deliveries where state = 'delivered' order by seq`,
  );
  const sent = new Set(rows.map(({ id }) => id));
  for (const id of sent)
    if (!receiver.effects.has(id)) wrong.push(`the delivery ${id} is noted as sent and never came`);
  for (const id of receiver.effects.keys())
    if (!sent.has(id)) wrong.push(`the delivery ${id} came and is not in the database`);
  const expected = byLane(rows.filter(({ id }) => receiver.effects.has(id)));
  for (const [lane, ids] of byLane([...receiver.effects.values()]))
    if (ids.join() !== expected.get(lane)?.join())
      wrong.push(`of ${lane} came ${ids.join()}, and written was ${expected.get(lane)?.join()}`);
  return wrong.slice(0, 20);
}

async function drained({ pool, withinMs }: DeliveryContext): Promise<number> {
  const deadline = performance.now() + withinMs;
  // What failed twice waits five minutes, as the schedule has it. An operator who wants it now replays it.
  await pool.query(`update deliveries set available_at = now() where state = 'queued' and attempts > 1`);
  for (;;) {
    const { rows } = await pool.query<{ open: number }>(
      `select count(*)::int as open from deliveries where state <> 'delivered'`,
    );
    const open = rows[0]?.open ?? 0;
    if (open === 0 || performance.now() > deadline) return open;
    await sleep(100);
  }
}

function byLane(sent: readonly { readonly id: string; readonly lane: string }[]): Map<string, string[]> {
  const lanes = new Map<string, string[]>();
  for (const { id, lane } of sent) {
    const ids = lanes.get(lane);
    if (ids === undefined) lanes.set(lane, [id]);
    else ids.push(id);
  }
  return lanes;
}
