// The journal read from one position to another, in pages and without a long snapshot: what is sealed never changes.
import type pg from 'pg';
import type { JournalRange, SealedTurn } from './journal-lines.ts';
import type { KnownObject } from './ocel.ts';

/** Rows a page: some megabytes of entries at most. */
const rowsAPage = 2_000;

/** Positions of the chain, with the hash that the first one follows on. `to` is cut to the head. */
export async function readRange(pool: pg.Pool, from: number, to: number | null): Promise<JournalRange> {
  const { rows } = await pool.query<{ to: number; previousHash: string | null }>(
    `select least(head.position, $2::bigint) as to,
       case when $1::bigint = 1 then repeat('00', 32) else encode(before.hash, 'hex') end as "previousHash"
     from journal_head head
     left join turns before on before.position = $1::bigint - 1`,
    [from, to],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('The table journal_head is empty; restore the database from a backup');
  return { from, to: row.to, previousHash: row.previousHash ?? '' };
}

interface TurnRow {
  readonly position: number;
  readonly id: string;
  readonly at: Date;
  readonly root: string;
  readonly hash: string;
  readonly ordinal: number | null;
  readonly entry: string | null;
}

/** Whole turns, in order of their positions. */
export async function* readTurns(
  pool: pg.Pool,
  { from, to }: Pick<JournalRange, 'from' | 'to'>,
  pageRows: number = rowsAPage,
): AsyncGenerator<SealedTurn> {
  let next = from;
  let open: (Omit<SealedTurn, 'entries'> & { readonly entries: string[] }) | undefined;
  while (next <= to || open !== undefined) {
    // Of the turn in which the page before ended, only what is missing.
    const { rows } = await pool.query<TurnRow>(
      `select t.position, t.id, t.at, encode(t.root, 'hex') as root, encode(t.hash, 'hex') as hash, j.ordinal, j.entry
       from turns t
       left join journal j on j.turn_id = t.id
       where t.position between $1 and least($1::bigint + $4::bigint, $2::bigint) and (t.position > $1 or j.ordinal >= $3::integer)
       order by t.position, j.ordinal
       limit $4`,
      [open?.position ?? next - 1, to, open?.entries.length ?? null, pageRows],
    );
    if (rows.length === 0 && open === undefined) throw gap(next);
    for (const { position, id, at, root, hash, ordinal, entry } of rows) {
      if (open?.position !== position) {
        if (open !== undefined) yield open;
        if (position !== next) throw gap(next);
        open = { position, id, at: at.toISOString(), root, hash, entries: [] };
        next += 1;
      }
      if (ordinal === null || entry === null) continue; // A turn that only kept answers has no entries.
      if (ordinal !== open.entries.length)
        throw new Error(`entry ${open.entries.length} of turn ${position} is missing; run crossdock verify`);
      open.entries.push(entry);
    }
    if (rows.length === pageRows || open === undefined) continue;
    yield open;
    open = undefined;
  }
}

function gap(position: number): Error {
  return new Error(`turn ${position} is missing; run crossdock verify`);
}

interface ObjectRow {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string | null>> | null;
  readonly customer: string | null;
}

/** Every object that the entries concern, once, with what is known of it today. */
export async function* readObjects(
  pool: pg.Pool,
  { from, to }: Pick<JournalRange, 'from' | 'to'>,
): AsyncGenerator<KnownObject> {
  const client = await pool.connect();
  let done = false;
  try {
    // The set is made by the database, on disk when it is large. It is held beyond its transaction, so no snapshot stays open.
    await client.query('begin');
    await client.query(`declare objects no scroll cursor with hold for ${objectsOf(from, to)}`);
    await client.query('commit');
    for (;;) {
      const { rows } = await client.query<ObjectRow>(`fetch ${rowsAPage} from objects`);
      for (const { type, id, attributes, customer } of rows) {
        const known = Object.entries(attributes ?? {}).filter((pair): pair is [string, string] => pair[1] !== null);
        const related = customer === null ? [] : [{ type: 'partner', id: customer, qualifier: 'ordered by' }];
        yield { type, id, attributes: Object.fromEntries(known), related };
      }
      if (rows.length < rowsAPage) break;
    }
    await client.query('close objects');
    done = true;
  } finally {
    client.release(!done); // Given up on the way, the connection goes and the cursor with it.
  }
}

/** A cursor takes no parameters; both positions are numbers. */
function objectsOf(from: number, to: number): string {
  return `
    with concerned as (
      select distinct object ->> 'type' collate "C" as type, object ->> 'id' collate "C" as id
      from turns t
      join journal j on j.turn_id = t.id
      cross join lateral json_array_elements(j.entry::json -> 'objects') object
      where t.position between ${BigInt(from)} and ${BigInt(to)}
    )
    select c.type, c.id, customer.id as customer,
      case c.type
        when 'order' then json_build_object('channel', o.channel, 'externalId', o.external_id)
        when 'item' then json_build_object('name', i.document ->> 'name', 'unit', i.document ->> 'unit')
        when 'site' then json_build_object('name', s.document ->> 'name', 'company', s.company, 'zone', s.document ->> 'zone')
        when 'partner' then json_build_object('name', p.document ->> 'name', 'company', p.company)
      end as attributes
    from concerned c
    left join orders o on c.type = 'order' and o.id = c.id
    left join items i on c.type = 'item' and i.code = c.id
    left join sites s on c.type = 'site' and s.code = c.id
    left join partners p on c.type = 'partner' and p.code = c.id
    left join concerned customer on customer.type = 'partner' and customer.id = o.customer`;
}
