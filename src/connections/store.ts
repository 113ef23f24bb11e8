// What came in and could not be applied (intakes), and what goes out (deliveries), read for lists and replay.
import { orderStatuses } from '#orders/model.ts';
import type pg from 'pg';
import type { History } from './outbound/history.ts';
import type { HoldReason } from '#processes/message.ts';

export interface IntakeRow {
  readonly id: string;
  readonly source: string;
  readonly eventId: string;
  readonly type: string;
  readonly state: 'held' | 'replayed';
  readonly reason: HoldReason;
  /** The event as it came. */
  readonly raw: unknown;
  readonly heldAt: Date;
  readonly replayedAt: Date | null;
}

const intakeColumns = `id, source, event_id as "eventId", type, state, reason, raw, held_at as "heldAt", replayed_at as "replayedAt"`;
/** Callers limited to sites see events that name one of them; whose site cannot be told is for those who see everything. */
const intakeVisible = (sites: string): string => `(${sites}::text[] is null or site = any (${sites}))`;

export interface IntakeFilter {
  readonly state: 'held' | 'replayed' | null;
  readonly source: string | null;
  readonly sites: readonly string[] | null;
  readonly before: string | null;
  readonly limit: number;
}

export async function listIntakes(pool: pg.Pool, filter: IntakeFilter): Promise<IntakeRow[]> {
  const { rows } = await pool.query<IntakeRow>(
    `select ${intakeColumns}
     from intakes
     where ($1::text is null or state = $1) and ($2::text is null or source = $2) and ($3::text is null or id < $3) and ${intakeVisible('$4')}
     order by id desc
     limit $5`,
    [filter.state, filter.source, filter.before, filter.sites, filter.limit],
  );
  return rows;
}

export async function readIntake(
  pool: pg.Pool,
  id: string,
  sites: readonly string[] | null,
): Promise<IntakeRow | undefined> {
  const { rows } = await pool.query<IntakeRow>(
    `select ${intakeColumns} from intakes where id = $1 and ${intakeVisible('$2')}`,
    [id, sites],
  );
  return rows[0];
}

export const deliveryStates = ['queued', 'leased', 'delivered', 'dead', 'skipped'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface DeliveryRow {
  readonly seq: number;
  readonly connection: string;
  readonly lane: string;
  readonly type: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly availableAt: Date;
  readonly deliveredAt: Date | null;
  readonly lastError: unknown;
  /** Who replayed or skipped it last. */
  readonly handledBy: string | null;
  /** Null: the event itself. */
  readonly operation: string | null;
  /** Who last put a value in the place of the mapping's. */
  readonly editedBy: string | null;
  readonly editedAt: Date | null;
  readonly history: History;
  readonly turnId: string;
  readonly ordinal: number;
}

const deliveryColumns = `seq, connection, lane, type, operation, edited_by as "editedBy", edited_at as "editedAt", state, attempts, available_at as "availableAt", delivered_at as "deliveredAt", last_error as "lastError",
       handled_by as "handledBy", history, turn_id as "turnId", ordinal`;
/** A lane is an order, or an item at a site (`item@site`). */
const deliveryVisible = (sites: string): string => `(${sites}::text[] is null
         or exists (
           select from order_sites s
           where s.order_id = d.lane and s.site = any (${sites})
             and s.status in (${orderStatuses.map((status) => `'${status}'`).join(', ')})
         )
         or exists (select from unnest(${sites}) as visible (site) where right(d.lane, length(site) + 1) = '@' || site))`;

export interface DeliveryFilter {
  readonly connection: string | null;
  readonly state: DeliveryState | null;
  readonly lane: string | null;
  readonly sites: readonly string[] | null;
  readonly before: number | null;
  readonly limit: number;
}

export async function listDeliveries(pool: pg.Pool, filter: DeliveryFilter): Promise<DeliveryRow[]> {
  const { rows } = await pool.query<DeliveryRow>(
    `select ${deliveryColumns}
     from deliveries d
     where ($1::text is null or connection = $1) and ($2::text is null or state = $2) and ($3::text is null or lane = $3)
       and ($4::bigint is null or seq < $4) and ${deliveryVisible('$5')}
     order by seq desc
     limit $6`,
    [filter.connection, filter.state, filter.lane, filter.before, filter.sites, filter.limit],
  );
  return rows;
}

export async function readDelivery(
  pool: pg.Pool,
  seq: number,
  sites: readonly string[] | null,
): Promise<DeliveryRow | undefined> {
  const { rows } = await pool.query<DeliveryRow>(
    `select ${deliveryColumns} from deliveries d where seq = $1 and ${deliveryVisible('$2')}`,
    [seq, sites],
  );
  return rows[0];
}

export interface HeldEvent extends Pick<IntakeRow, 'id' | 'heldAt'> {
  readonly source: string;
  readonly eventId: string;
}

/** Those of the events named that are held, the last one of each name. */
export async function readHeld(
  pool: pg.Pool,
  events: readonly { readonly source: string; readonly id: string }[],
): Promise<HeldEvent[]> {
  const { rows } = await pool.query<HeldEvent>(
    `select wanted.source, wanted.event_id as "eventId", held.id, held.held_at as "heldAt"
     from (select distinct source, event_id from unnest($1::text[], $2::text[]) as w (source, event_id)) wanted
     cross join lateral (
       select i.id, i.held_at
       from intakes i
       where i.source = wanted.source and i.event_id = wanted.event_id and i.state = 'held'
       order by i.id desc
       limit 1
     ) held`,
    [events.map(({ source }) => source), events.map(({ id }) => id)],
  );
  return rows;
}
