// Journal entries as server-sent events. Each stream reads at its own pace from the place it has reached: nothing is queued in
// memory for a slow reader, and one that comes back with Last-Event-ID misses nothing.
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { ordersAtSites } from '#orders/store.ts';
import { parseEntry, readJournal, readPosition } from '#processes/store.ts';
import type { JournalRow } from '#processes/store.ts';
import { sightOf } from '#governance/visibility.ts';
import type { Scope } from '#kernel/scope.ts';
import type { Handlers } from './call.ts';
import type { Directory } from './directory.ts';
import { refuse } from './problems.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly directory: Directory;
  /** Aborted when the node stops. */
  readonly stopping: AbortSignal;
}

/** How often a stream that is up to date looks for news; entries of that time go out together. */
const lookMs = 250;
/** A comment now and then keeps proxies from closing a quiet stream. */
const heartbeatMs = 15_000;
const entriesMax = 500;
const positionsMax = 100;
/** Each stream asks the database four times a second. */
const streamsMax = 50;

interface Place {
  readonly position: number;
  readonly ordinal: number;
}

const beforeFirst = -1;
/** Greater than any ordinal: everything of the position was seen. */
const afterLast = 2_147_483_647;

export function streamHandlers({ pool, directory, stopping }: Parts): Handlers<'openStream'> {
  let open = 0;

  async function* follow(key: string, scope: Scope, start: Place): AsyncGenerator<string> {
    let place = start;
    let spokeAt = performance.now();
    yield 'retry: 2000\n\n';
    while (!stopping.aborted) {
      // Once revoked, a key sees no more.
      if (!directory.isLive(key)) return;
      const head = await readPosition(pool);
      const isUpToDate = place.position > head || (place.position === head && place.ordinal === afterLast);
      const rows = isUpToDate ? [] : await readJournal(pool, { ...place, span: positionsMax, limit: entriesMax });
      const last = rows.at(-1);
      const text = (await visible(rows, scope)).map(print).join('');
      if (text !== '') {
        spokeAt = performance.now();
        yield text;
      } else if (performance.now() - spokeAt > heartbeatMs) {
        spokeAt = performance.now();
        yield ': still here\n\n';
      }
      if (rows.length === entriesMax && last !== undefined) place = { position: last.position, ordinal: last.ordinal };
      else {
        // Everything up to here was read, and head was read before it: positions have no gaps.
        const seen = Math.min(head, place.position + positionsMax);
        if (seen >= place.position) place = { position: Math.max(seen, last?.position ?? 0), ordinal: afterLast };
        if (seen >= head) await sleep(lookMs, undefined, { signal: stopping }).catch(ignoreAbort);
      }
    }
  }

  async function visible(rows: readonly JournalRow[], scope: Scope): Promise<readonly JournalRow[]> {
    const sites = directory.visibleSites(scope);
    if (sites === null || rows.length === 0) return rows;
    const known = new Set(sites);
    const sights = rows.map((row) => sightOf(parseEntry(row), known));
    const orders = await ordersAtSites(
      pool,
      [...new Set(sights.flatMap((sight) => ('orders' in sight ? sight.orders : [])))],
      sites,
    );
    return rows.filter((_, index) => {
      const sight = sights[index];
      return sight !== undefined && ('orders' in sight ? sight.orders.every((order) => orders.has(order)) : sight.sees);
    });
  }

  return {
    async openStream({ sender, query, headers }) {
      if (open >= streamsMax) throw refuse('streams_exhausted', `The node serves ${streamsMax} streams.`);
      const start = await startOf(pool, headers['last-event-id'], query.after);
      const body = Readable.from(follow(sender.grant.id, sender.grant.scope, start), {
        objectMode: false,
        highWaterMark: 256 * 1024,
      });
      open += 1;
      body.once('close', () => (open -= 1));
      return {
        status: 200,
        body,
        type: 'text/event-stream',
        headers: { 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
      };
    },
  };
}

async function startOf(
  pool: pg.Pool,
  lastEventId: string | string[] | undefined,
  after: number | undefined,
): Promise<Place> {
  if (lastEventId !== undefined) {
    const match = typeof lastEventId === 'string' ? /^(\d{1,15})\.(\d{1,9})$/.exec(lastEventId) : null;
    if (match === null)
      throw refuse('parameter_invalid', 'Last-Event-ID is not one of ours.', {
        errors: [
          {
            parameter: 'Last-Event-ID',
            detail: 'It is not the id of an event of this stream.',
            fix: 'Send the id of the last event unchanged, or leave the header out.',
          },
        ],
      });
    return { position: Number(match[1]), ordinal: Number(match[2]) };
  }
  if (after !== undefined) return { position: after + 1, ordinal: beforeFirst };
  return { position: await readPosition(pool), ordinal: afterLast };
}

/** An entry is JSON without line breaks, so one line of data holds it. */
function print({ position, ordinal, type, entry }: JournalRow): string {
  return `id: ${position}.${ordinal}\nevent: ${type}\ndata: ${entry}\n\n`;
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
