// What was delivered, sent once more: because somebody says so, or as a dead letter because the other system refused it later. It is
// a delivery of its own, behind what waits in the lane, with a new number and a new id: whoever knew the first one takes it for new.
import type pg from 'pg';
import { jsonColumn } from '#postgres/json-column.ts';
import { inTransaction } from '#postgres/transaction.ts';
import type { DeliveryError } from './deliveries-outcome.ts';

export interface Why {
  readonly by: string;
  readonly reason: string;
}

const again = `insert into deliveries (connection, lane, turn_id, ordinal, type, operation, state, available_at, edited, edited_by, edited_at, handled_by, history, last_error)
     select connection, lane, turn_id, ordinal, type,
       coalesce((select past ->> 'operation' from json_array_elements(history) as past where past ->> 'what' = 'answered' limit 1), operation),
       case when $2::json is not null or (edited_by is not null and edited is null) then 'dead' else 'queued' end,
       now(), edited, edited_by, edited_at, $3,
       json_build_array(json_build_object('what', $4::text, 'of', seq, 'at', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         'by', $3::text, 'reason', $5::text, 'message', $6::text)),
       case when $2::json is not null then $2 when edited_by is not null and edited is null then $7::json end
     from deliveries
     where seq = $1 and state in ('delivered', 'skipped')
     returning seq`;

const forgotten: DeliveryError = {
  code: 'edit_erased',
  detail: 'The value that somebody had put into it, and that was delivered, is not kept any more.',
  fix: 'Look at what would be sent now: replay the delivery, edit it, or skip it.',
};

async function insert(
  client: pg.PoolClient,
  seq: number,
  what: { readonly what: string; readonly error: DeliveryError | null; readonly message: string | null } & Why,
): Promise<number | null> {
  // A turn that writes into the lane meanwhile would get a number behind this one and might be sent first: it holds the order.
  await client.query('select from orders where id = (select lane from deliveries where seq = $1) for update', [seq]);
  const { rows } = await client.query<{ seq: number }>(again, [
    seq,
    what.error === null ? null : jsonColumn(what.error),
    what.by,
    what.what,
    what.reason,
    what.message,
    jsonColumn(forgotten),
  ]);
  return rows[0]?.seq ?? null;
}

/** The number of the new one; null: it is not settled. */
export function sendAgain(pool: pg.Pool, seq: number, why: Why): Promise<number | null> {
  return inTransaction(pool, (client) =>
    insert(client, seq, { ...why, what: 'sent_again', error: null, message: null }),
  );
}

export interface RefusedLater {
  /** Whose delivery it may be: the connection that says so, and others of its system. */
  readonly connections: { readonly code: string; readonly system: string | null };
  readonly delivery: string | null;
  readonly order: string | null;
  readonly operation: string | null;
  readonly code: string | null;
  readonly reason: string;
  readonly by: string;
  /** Which message says so: said again, it is known. */
  readonly message: string;
}

export type TakenBack =
  | { readonly kind: 'made' | 'known'; readonly delivery: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'open'; readonly delivery: number; readonly state: string };

export function refuseLater(pool: pg.Pool, refused: RefusedLater): Promise<TakenBack> {
  return inTransaction(pool, async (client) => {
    const found = await find(client, refused);
    if (found === undefined) return { kind: 'missing' };
    const { rows } = await client.query<{ seq: number }>(
      `select seq
       from deliveries
       where connection = $1 and lane = $2 and seq > $3 and history -> 0 ->> 'message' = $4`,
      [found.connection, found.lane, found.seq, refused.message],
    );
    const [known] = rows;
    if (known !== undefined) return { kind: 'known', delivery: known.seq };
    const error: DeliveryError & { readonly at: string } = {
      code: 'refused_later',
      detail: `It had taken delivery ${found.seq}, and refused it later: ${refused.reason}`,
      fix: 'Find out why; correct the value or the mapping and replay this delivery, which is sent under an id of its own, or skip it.',
      ...(refused.code !== null && { cause: refused.code }),
      at: new Date().toISOString(),
    };
    const { by, message } = refused;
    // What it says in words may quote a name: it stands with the error, which is erased with personal data.
    const reason = refused.code ?? 'as the error says';
    const seq = await insert(client, found.seq, { what: 'refused_later', by, reason, message, error });
    return seq === null ? { kind: 'open', delivery: found.seq, state: found.state } : { kind: 'made', delivery: seq };
  });
}

interface FoundDelivery {
  readonly seq: number;
  readonly connection: string;
  readonly lane: string;
  readonly state: string;
}

async function find(
  client: pg.PoolClient,
  { connections: { code, system }, delivery, order, operation }: RefusedLater,
): Promise<FoundDelivery | undefined> {
  const ours = `connection = any (array(select code from connections where code = $1 or ($2::text is not null and document ->> 'system' = $2)))`;
  const columns = 'seq, connection, lane, state';
  if (delivery === null) {
    const { rows } = await client.query<FoundDelivery>(
      `select ${columns}
       from deliveries
       where ${ours} and lane = $3 and state = 'delivered'
         and coalesce((select past ->> 'operation' from json_array_elements(history) as past where past ->> 'what' = 'answered' limit 1), operation) = $4
       order by seq desc
       limit 1`,
      [code, system, order, operation],
    );
    return rows[0];
  }
  const seq = /^\d+$/.test(delivery) ? delivery : (/-again-(\d+)/.exec(delivery)?.[1] ?? null);
  if (seq !== null) {
    const { rows } = await client.query<FoundDelivery>(`select ${columns} from deliveries where ${ours} and seq = $3`, [
      code,
      system,
      seq,
    ]);
    return rows[0];
  }
  const [, turnId, ordinal] = /^(.{36})-(\d+)/.exec(delivery) ?? [];
  const { rows } = await client.query<FoundDelivery>(
    `select ${columns}
     from deliveries
     where ${ours} and lane = (select subject from journal where turn_id = $3 and ordinal = $4) and turn_id = $3 and ordinal = $4
       and (history is null or history -> 0 ->> 'what' = 'answered')
     order by seq desc
     limit 1`,
    [code, system, turnId, ordinal],
  );
  return rows[0];
}
