// Past turns decided again: from the first turn on, with the messages, the time and the id each turn had, in a store in memory.
// The root of every turn must come out bit for bit, and at the head the balances must be those of the database.
import type pg from 'pg';
import { stockKey } from '#stock/model.ts';
import type { Balance } from '#stock/model.ts';
import { MemoryStore } from './memory-store.ts';
import { unpackMessages } from './seal.ts';
import { runTurn } from './turn.ts';
import type { TurnOptions } from './turn.ts';
import { wideItems } from './wide.ts';

export interface Replayed {
  readonly ok: boolean;
  readonly turns: number;
  readonly messages: number;
  /** The first turn whose root came out different. */
  readonly differs: {
    readonly position: number;
    readonly expected: string;
    readonly actual: string;
    readonly entries: readonly string[];
  } | null;
  /** Balances that differ at the head; only when every turn was replayed. */
  readonly balances: readonly string[];
}

const pageTurns = 200;

export async function replay(
  pool: pg.Pool,
  options: { readonly to?: number; readonly onProgress?: (position: number, head: number) => void } = {},
): Promise<Replayed> {
  let now = 0;
  let turnId = '';
  const store = new MemoryStore({ clock: () => now });
  const bugs: Error[] = [];
  const turn: TurnOptions = {
    store,
    wide: wideItems(),
    onBug: (error) => bugs.push(error),
    newTurnId: () => turnId,
    whole: true,
  };
  const { head, balances: stored } = await readHead(pool);
  const last = Math.min(options.to ?? head, head);
  let messages = 0;
  for (let position = 0; position < last;) {
    const { rows } = await pool.query<{ position: number; id: string; at: number; root: Buffer; messages: Buffer }>(
      `select position, id, (extract(epoch from at) * 1000)::bigint as at, root, messages
       from turns where position > $1 and position <= $2 order by position limit $3`,
      [position, last, pageTurns],
    );
    if (rows.length === 0) throw new Error(`turns after ${position} are missing; run crossdock verify`);
    for (const row of rows) {
      now = Number(row.at);
      turnId = row.id;
      position = Number(row.position);
      const recorded = unpackMessages(row.messages);
      messages += recorded.length;
      if (recorded.length === 0) {
        store.skip();
        continue;
      }
      // Claims were settled when the turn was first decided: only what counted then was recorded.
      await runTurn(
        turn,
        recorded.map(({ message, replaying }) => ({
          message: { ...message, claim: null },
          ...(replaying !== null && { replaying }),
        })),
      );
      const made = store.turns.at(-1);
      if (made === undefined || made.position !== position || !made.root.equals(row.root)) {
        const differs = {
          position,
          expected: row.root.toString('hex'),
          actual: made?.root.toString('hex') ?? 'none',
          entries: made?.sealed ?? [],
        };
        return { ok: false, turns: position, messages, differs, balances: [] };
      }
    }
    options.onProgress?.(position, last);
  }
  const balances = last === head ? differencesOf(stored, store) : [];
  return { ok: balances.length === 0, turns: last, messages, differs: null, balances };
}

/** In one statement, and so of one moment: a node goes on meanwhile. */
async function readHead(pool: pg.Pool): Promise<{ readonly head: number; readonly balances: readonly Balance[] }> {
  const { rows } = await pool.query<{ position: number } & (Balance | { item: null })>(
    `select head.position, item, site, on_hand as "onHand", sellable, reserved, short, unexplained, inbound,
       inbound_reserved as "inboundReserved"
     from (select coalesce((select position from journal_head), 0) as position) head
     left join balances on true
     order by item, site`,
  );
  return { head: Number(rows[0]?.position ?? 0), balances: rows.filter((row) => row.item !== null) };
}

function differencesOf(stored: readonly Balance[], store: MemoryStore): string[] {
  const differences: string[] = [];
  for (const row of stored) {
    const ours = store.tables.balances.get(stockKey(row.item, row.site));
    const fields = ['onHand', 'sellable', 'reserved', 'short', 'unexplained', 'inbound', 'inboundReserved'] as const;
    for (const field of fields) {
      const expected = Number(row[field]);
      const actual = ours?.[field] ?? 0;
      if (expected !== actual)
        differences.push(`${row.item} at ${row.site}: ${field} is ${expected}, replayed ${actual}`);
    }
  }
  return differences;
}
