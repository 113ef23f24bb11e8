// Databases that hold more and more orders. A thousand are lived through by the engine with the shipped process in force, most of them to their
// end, some left open at every step, so that their rows are those that Crossdock writes; each larger database is a copy of the one before
// it, filled up with the same rows under other ids and earlier times, balances and the chain of turns carried on. So a level verifies; only
// to decide its turns again is not possible, because the messages in them are those of the samples.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createPool } from '../../src/postgres/pool.ts';
import { startNode } from '../../src/runtime/node.ts';
import { verifyLedger } from '../../src/runtime/verify.ts';
import { copiedRows, earlierFunction, orderTables } from '../copied-rows.ts';
import { copyDatabase } from '../database.ts';
import type { Server } from '../database.ts';
import { activate, live } from '../lives.ts';
import type { World } from '../world.ts';

export const samples = 1_000;

export interface LevelOptions {
  readonly world: World;
  /** Without what is not of the order itself, of the orders that are filled in: for more orders than the disk has room for. */
  readonly lean: boolean;
  readonly say: (line: string) => void;
}

const copiesAtOnce = 50;
/** One in so many samples stays open, after none, one, … of the reports of its life. */
const openEvery = 5;
const reportsOfOpen = 8;
const livesAtOnce = 250;
/** Behind so many, journal entries, messages of turns and answers are left empty: as many rows and index entries, half the disk. */
const wholeMax = 100_000;
/** A proof of everything takes minutes with more. */
const verifiedMax = 100_000;
const lean = new Set(['orders', 'order_sites']);

export function levelDatabase(orders: number, lean: boolean): string {
  return `growth_${lean ? 'lean_' : ''}${orders}`;
}

/** Levels in ascending order, the first of them `samples`. Those that are there from an earlier run stay. */
export async function makeLevels(server: Server, levels: readonly number[], options: LevelOptions): Promise<void> {
  let before: number | undefined;
  for (const orders of levels) {
    const started = performance.now();
    const name = levelDatabase(orders, options.lean);
    const there = await server.query('postgres', 'select 1 from pg_database where datname = $1', [name]);
    if (there.length === 0) {
      // Made under another name, so that a run that was ended leaves nothing half filled.
      const draft = `${name}_draft`;
      await copyDatabase(server, before === undefined ? 'crossdock' : levelDatabase(before, options.lean), draft);
      if (before === undefined) await placeSamples(server, draft, options);
      else await fillUp(server, draft, before, orders, options);
      await server.query(draft, 'vacuum analyze');
      if (orders <= verifiedMax && !options.lean) await verify(server, draft, options);
      await server.query('postgres', `alter database ${draft} rename to ${name}`);
      options.say(`${orders} orders stored in ${((performance.now() - started) / 1_000).toFixed(0)} s`);
    }
    before = orders;
  }
}

async function placeSamples(server: Server, database: string, { world }: LevelOptions): Promise<void> {
  const node = await startNode({
    connectionString: server.address(database),
    schema: 'crossdock',
    worker: false,
    onError: (error, what) => {
      throw new Error(`${what} failed`, { cause: error });
    },
  });
  try {
    await activate(node);
    let next = 0;
    const liver = async (): Promise<void> => {
      for (let sample = next++; sample < samples; sample = next++)
        await live(node.engine, {
          world,
          channel: 'history',
          ...(sample % openEvery === 0 && { reports: (sample / openEvery) % reportsOfOpen }),
        });
    };
    await Promise.all(Array.from({ length: livesAtOnce }, liver));
  } finally {
    await node.stop();
  }
  await server.query(database, `update crossdock.deliveries set state = 'delivered', delivered_at = now()`);
  await server.query(
    database,
    `create table public.samples as select id from crossdock.orders where channel = 'history'`,
  );
  await server.query(
    database,
    `create table public.sample_turns as
     select * from crossdock.turns where id in (select turn_id from crossdock.journal where subject in (select id from public.samples))`,
  );
  await server.query(
    database,
    `create table public.sample_balances as
     select item, site, sum(reserved)::bigint as reserved, sum(moved)::bigint as moved, sum(sellable)::bigint as sellable from (
       select item, site, quantity - posted - inbound as reserved, 0 as moved, 0 as sellable
       from crossdock.reservation_parts where state = 'pending' and holder in (select id from public.samples)
       union all
       select item, site, 0, quantity, case when status = 'available' then quantity else 0 end
       from crossdock.movements where reference in (select id from public.samples)
     ) change group by item, site`,
  );
  await server.query(
    database,
    `create table public.sample_details as
     select item, site, lot, status, sum(quantity)::bigint as quantity
     from crossdock.movements where reference in (select id from public.samples) group by item, site, lot, status`,
  );
}

async function fillUp(
  server: Server,
  database: string,
  from: number,
  to: number,
  options: LevelOptions,
): Promise<void> {
  const [setting] = await server.query<{ data_directory: string }>(database, 'show data_directory');
  const file = join(setting?.data_directory ?? '', 'bench-growth.copy');
  await server.query(database, earlierFunction);
  try {
    for (let first = from / samples; first < to / samples; first += copiesAtOnce) {
      const last = Math.min(to / samples, first + copiesAtOnce) - 1;
      const minutes = `generate_series(${first}, ${last})`;
      const isWhole = first < wholeMax / samples;
      for (const copied of orderTables) {
        if (options.lean && !lean.has(copied.table)) continue;
        const values = isWhole ? copied.values : (copied.outline ?? copied.values);
        const rows = copiedRows({ ...copied, values }, 'public.samples', minutes);
        await server.query(database, `copy (${rows}) to '${file}' (format binary)`);
        await server.query(
          database,
          `copy crossdock.${copied.table} (${copied.columns}) from '${file}' (format binary)`,
        );
      }
      if (!options.lean) await server.query(database, carryOnChain(minutes, isWhole));
    }
    if (!options.lean) await server.query(database, carryOnBalances((to - from) / samples));
  } finally {
    rmSync(file, { force: true });
  }
}

/** The turns of the copies behind those that are there, each sealed over its entries and chained to the one before it. */
function carryOnChain(minutes: string, isWhole: boolean): string {
  return `do $$
    declare head crossdock.journal_head; made record;
    begin
      select * into head from crossdock.journal_head;
      for made in
        select public.earlier(t.id, k) as id, t.at - k * interval '1 minute' as at, t.epoch, ${isWhole ? 't.messages' : `''::bytea as messages`}, (
          select sha256(coalesce(string_agg(sha256(convert_to(j.entry, 'UTF8')), ''::bytea order by j.ordinal), ''::bytea))
          from crossdock.journal j where j.turn_id = public.earlier(t.id, k)
        ) as root
        from public.sample_turns t cross join ${minutes} k
        order by k desc, t.position
      loop
        head.position := head.position + 1;
        head.hash := sha256(head.hash || made.root);
        insert into crossdock.turns (position, id, root, hash, at, epoch, messages)
        values (head.position, made.id, made.root, head.hash, made.at, made.epoch, made.messages);
      end loop;
      update crossdock.journal_head set position = head.position, hash = head.hash;
    end $$`;
}

function carryOnBalances(copies: number): string {
  return `do $$
    begin
      update crossdock.balances b
      set reserved = b.reserved + s.reserved * ${copies}, on_hand = b.on_hand + s.moved * ${copies}, sellable = b.sellable + s.sellable * ${copies}
      from public.sample_balances s where s.item = b.item and s.site = b.site;
      update crossdock.stock_details d set quantity = d.quantity + s.quantity * ${copies}
      from public.sample_details s where s.item = d.item and s.site = d.site and s.lot = d.lot and s.status = d.status;
    end $$`;
}

async function verify(server: Server, database: string, { say }: LevelOptions): Promise<void> {
  const pool = createPool({
    connectionString: server.address(database),
    schema: 'crossdock',
    applicationName: 'bench',
    max: 1,
    onIdleError: (error) => say(`an idle connection broke: ${error.message}`),
  });
  try {
    const { violations, position } = await verifyLedger(pool);
    const [first] = violations;
    if (first !== undefined)
      throw new Error(
        `${database} does not agree with itself in ${violations.length} places: ${first.check}: ${first.detail}`,
      );
    say(`${database} verifies, ${position} turns`);
  } finally {
    await pool.end();
  }
}
