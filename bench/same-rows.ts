// The rows that measured orders left, written again with no logic: what the database alone could do. They go under other ids and later times
// into a copy of the same database, so into the same tables with their indexes and constraints and as many rows in them, 256 orders a
// transaction, by COPY from files of the server: nothing is sent, parsed or decided. Each balance is updated once a transaction. The head of
// the chain of turns is left alone: one row, its lock would only hold the writers up.
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { copiedRows, earlierFunction, orderTables } from './copied-rows.ts';
import { copyDatabase } from './database.ts';
import type { Server } from './database.ts';

export interface SameRows {
  readonly database: string;
  /** Which orders, as a condition on their table. */
  readonly orders: string;
  /** How many connections write at once, one after the other of these. */
  readonly connections: readonly number[];
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface SameRowsRate {
  readonly connections: number;
  /** Orders a second. */
  readonly perSecond: number;
  /** Shorter than asked for when all rows are written. */
  readonly seconds: number;
}

/** A transaction as one text: the statements of a chunk of orders. */
type Transaction = string;

const perTransaction = 256;
/** No more rows are made ready than so many orders a second would need. */
const perSecondMax = 16_000;
const stagingDatabase = 'bench_rows_staged';
const runDatabase = 'bench_rows_run';
/** A day later: behind everything that is there, as new rows are. */
const minutesEarlier = -1_440;
const positionsLater = 1_000_000_000;

export async function sameRowsRates(server: Server, options: SameRows): Promise<SameRowsRate[]> {
  const [setting] = await server.query<{ data_directory: string }>('postgres', 'show data_directory');
  const folder = join(setting?.data_directory ?? '', 'bench-rows');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  // The server writes there, as another user where this one is root.
  chmodSync(folder, 0o777);
  try {
    const transactions = await stage(server, options, folder);
    const rates: SameRowsRate[] = [];
    for (const connections of options.connections)
      rates.push(await measure(server, options, { transactions, folder, connections }));
    return rates;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    for (const database of [stagingDatabase, runDatabase])
      await server.query('postgres', `drop database if exists ${database} with (force)`);
  }
}

export function best(rates: readonly SameRowsRate[]): SameRowsRate {
  const [first] = rates.toSorted((one, other) => other.perSecond - one.perSecond);
  if (first === undefined) throw new Error('the same rows were not measured');
  return first;
}

/** Writes the files; nothing of it is timed. */
async function stage(server: Server, options: SameRows, folder: string): Promise<Transaction[]> {
  await copyDatabase(server, options.database, stagingDatabase);
  const client = new pg.Client({ connectionString: server.address(stagingDatabase) });
  await client.connect();
  try {
    const wanted = Math.ceil((perSecondMax * (options.warmUpMs + options.measureMs)) / 1_000);
    await client.query(earlierFunction);
    await client.query(
      `create table public.samples as
       select id, (row_number() over (order by id) - 1) / ${perTransaction} as chunk
       from (select id from crossdock.orders where ${options.orders} order by id desc limit ${wanted}) chosen`,
    );
    const { rows: found } = await client.query<{ orders: number }>(
      `select count(*)::int as orders from public.samples`,
    );
    const orders = found[0]?.orders ?? 0;
    const chunks = Math.floor(orders / perTransaction);
    if (chunks === 0) throw new Error(`only ${orders} measured orders are stored: measure ${perTransaction} at least`);
    await client.query('analyze public.samples');
    const staged: { readonly table: string; readonly columns: string }[] = [];
    for (const one of orderTables) {
      const rows = copiedRows(
        { ...one, values: `s.chunk, ${one.values}` },
        'public.samples',
        `generate_series(${minutesEarlier}, ${minutesEarlier})`,
      );
      await client.query(`create table public.${one.table} (chunk, ${one.columns}) as ${rows} order by s.chunk`);
      staged.push(one);
    }
    await client.query(
      // A turn goes with the orders that most of its entries are about; each is written once.
      `create table public.turns as
       select of.chunk, t.position + ${positionsLater} as position, public.earlier(t.id, ${minutesEarlier}) as id, t.root, t.hash, t.at, t.epoch, t.messages
       from crossdock.turns t
       join (
         select j.turn_id, min(s.chunk) as chunk
         from crossdock.journal j left join public.samples s on s.id = j.subject
         group by j.turn_id
         having count(s.id) * 2 >= count(*)
       ) of on of.turn_id = t.id
       order by of.chunk`,
    );
    staged.push({ table: 'turns', columns: 'position, id, root, hash, at, epoch, messages' });
    for (const { table } of staged)
      await client.query(`create index on public.${table} (chunk); analyze public.${table}`);
    await client.query(
      `copy (
         select chunk, item, site, sum(reserved), sum(moved), sum(sellable) from (
           select chunk, item, site, case when state = 'pending' then quantity - posted - inbound else 0 end as reserved, 0 as moved, 0 as sellable
           from public.reservation_parts
           union all
           select chunk, item, site, 0, quantity, case when status = 'available' then quantity else 0 end from public.movements
         ) change group by chunk, item, site
       ) to '${join(folder, 'balances')}' (format binary)`,
    );
    await client.query(
      `copy (select chunk, item, site, lot, status, sum(quantity) from public.movements group by chunk, item, site, lot, status)
       to '${join(folder, 'details')}' (format binary)`,
    );
    const transactions: Transaction[] = [];
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      const statements: string[] = [];
      for (const { table, columns } of staged) {
        const file = join(folder, `${chunk}-${table}`);
        const { rowCount } = await client.query(
          `copy (select ${columns} from public.${table} where chunk = ${chunk}) to '${file}' (format binary)`,
        );
        if ((rowCount ?? 0) > 0) statements.push(`copy crossdock.${table} (${columns}) from '${file}' (format binary)`);
      }
      transactions.push(['begin', ...statements, changeBalances(chunk), changeDetails(chunk), 'commit'].join(';\n'));
    }
    return transactions;
  } finally {
    await client.end();
    await server.query('postgres', `drop database ${stagingDatabase} with (force)`);
  }
}

/** Locked in one order, so that no two transactions wait for each other. */
function changeBalances(chunk: number): string {
  return `update crossdock.balances b
    set reserved = b.reserved + c.reserved, on_hand = b.on_hand + c.moved, sellable = b.sellable + c.sellable
    from (
      select b.ctid as place, c.reserved, c.moved, c.sellable
      from public.balances c join crossdock.balances b using (item, site)
      where c.chunk = ${chunk} order by item, site for no key update of b
    ) c
    where b.ctid = c.place`;
}

function changeDetails(chunk: number): string {
  return `update crossdock.stock_details d
    set quantity = d.quantity + c.quantity
    from (
      select d.ctid as place, c.quantity
      from public.details c join crossdock.stock_details d using (item, site, lot, status)
      where c.chunk = ${chunk} order by item, site, lot, status for no key update of d
    ) c
    where d.ctid = c.place`;
}

interface Writing {
  readonly transactions: readonly Transaction[];
  readonly folder: string;
  readonly connections: number;
}

async function measure(
  server: Server,
  { database, warmUpMs, measureMs }: SameRows,
  { transactions, folder, connections }: Writing,
): Promise<SameRowsRate> {
  await copyDatabase(server, database, runDatabase);
  await server.query(
    runDatabase,
    `create table public.balances (chunk bigint, item text collate "C", site text collate "C", reserved numeric, moved numeric, sellable numeric);
     create table public.details (chunk bigint, item text collate "C", site text collate "C", lot text collate "C", status text, quantity numeric);
     copy public.balances from '${join(folder, 'balances')}' (format binary);
     copy public.details from '${join(folder, 'details')}' (format binary);
     create index on public.balances (chunk);
     create index on public.details (chunk);
     analyze public.balances;
     analyze public.details`,
  );
  await server.query('postgres', 'checkpoint');
  const clients = Array.from(
    { length: connections },
    () => new pg.Client({ connectionString: server.address(runDatabase) }),
  );
  await Promise.all(clients.map((client) => client.connect()));
  try {
    const started = performance.now();
    let next = 0;
    let measured = 0;
    let from: number | undefined;
    let until = started;
    await Promise.all(
      clients.map(async (client) => {
        for (;;) {
          const transaction = transactions[next];
          if (transaction === undefined || (from !== undefined && performance.now() - from >= measureMs)) return;
          next += 1;
          await client.query(transaction);
          until = performance.now();
          if (from !== undefined) measured += 1;
          // With few rows the warm-up takes a quarter of them, so that something is left to measure.
          else if (until - started >= warmUpMs || next >= transactions.length / 4) from = until;
        }
      }),
    );
    const seconds = (until - (from ?? started)) / 1_000;
    return { connections, perSecond: (measured * perTransaction) / seconds, seconds };
  } finally {
    await Promise.all(clients.map((client) => client.end()));
    await server.query('postgres', `drop database ${runDatabase} with (force)`);
  }
}
