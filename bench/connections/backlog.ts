// Deliveries as turns would have written them, put into the database at once.
import type { Server } from '../database.ts';

export interface Backlog {
  readonly database: string;
  readonly connection: string;
  readonly lanes: number;
  /** Deliveries of each lane. */
  readonly each: number;
}

export async function putBacklog(server: Server, { database, connection, lanes, each }: Backlog): Promise<void> {
  await server.query(database, 'set search_path to crossdock');
  await server.query(
    database,
    `with wanted as (
       select uuidv7(interval '-1 hour') as turn_id, 'lane-' || l as lane, n - 1 as index, (n - 1) * $1::int + l as place
       from generate_series(1, $1::int) l, generate_series(1, $2::int) n
     ),
     entries as (
       insert into crossdock.journal (turn_id, ordinal, type, subject, entry)
       select turn_id, 0, 'crossdock.order.promised.v1', lane,
         json_build_object('type', 'crossdock.order.promised.v1', 'subject', lane, 'occurredAt', '2026-05-01T08:00:00.000Z', 'recordedAt', '2026-05-01T08:00:01.000Z',
           'actor', 'bench', 'correlationId', lane, 'causationId', lane, 'objects', '[]'::json,
           'data', json_build_object('index', index, 'order', lane, 'lines', (
             select json_agg(json_build_object('line', k, 'item', 'SKU-' || k, 'reserved', 1, 'promisedFor', '2026-05-02')) from generate_series(1, 3) k)))::text
       from wanted
     )
     insert into crossdock.deliveries (connection, lane, turn_id, ordinal, type, available_at)
     select $3, lane, turn_id, 0, 'crossdock.order.promised.v1', now() from wanted order by place`,
    [lanes, each, connection],
  );
  // An outage writes its backlog over hours, and what is written in a moment here would be written out, and cleaned up, while callers
  // are measured: that belongs to the filling.
  await server.query(database, 'vacuum (analyze) crossdock.deliveries');
  await server.query(database, 'vacuum (analyze) crossdock.journal');
  await server.query(database, 'checkpoint');
}

/** Asked along an index: counting what is left would cost what is measured. */
export async function isDrained(server: Server, database: string, connection: string): Promise<boolean> {
  const [row] = await server.query<{ isDrained: boolean }>(
    database,
    `select not exists (
       select from crossdock.deliveries where connection = $1 and lane like 'lane-%' and state in ('queued', 'leased', 'dead')
     ) as "isDrained"`,
    [connection],
  );
  return row?.isDrained === true;
}
