// What the verifier behind costs those who order: one node that answers and works, under the same load with the verifier at work and held back,
// by turns, so that what else changes on the machine falls on both. It is held back by its own pause in the database. Every time it is let go
// it begins with a slice, so it works rather more than in production.
import { startReceiver, startCrossdock } from './peers/crossdock.ts';
import type { Child } from './child.ts';
import { copyDatabase } from './database.ts';
import type { Server } from './database.ts';
import { generateLoad } from './load.ts';
import { usedMs } from './processes.ts';
import { repeated } from './statistics.ts';

export interface VerifierLoad {
  readonly key: string;
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly next: () => string;
}

export interface VerifierCost {
  readonly on: Side;
  readonly off: Side;
  /** In percent of the rate without it. */
  readonly lostPercent: number;
  /** Rows that it looked at meanwhile: it did work. */
  readonly rowsLookedAt: number;
}

interface Measured {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Processor time of an order, of the node and the database. */
  readonly processorUs: number;
}

interface Side extends Measured {
  /** From the lowest to the highest, in percent of the median. */
  readonly spreadPercent: number;
}

const port = 18_883;
const database = 'bench_verifier';
const pairs = 4;
const heldBack = `interval '1 day'`;

export async function verifierCost(
  server: Server,
  { key, warmUpMs, measureMs, next }: VerifierLoad,
): Promise<VerifierCost> {
  await copyDatabase(server, 'crossdock', database);
  // What measures before left is not sent now.
  await server.query(
    database,
    `update crossdock.deliveries set state = 'delivered', delivered_at = now() where state = 'queued'`,
  );
  let receiver: Child | undefined;
  const node = await startCrossdock(server, { key, database, port, roles: 'api,worker' });
  try {
    receiver = await startReceiver({ port, key });
    await server.query('postgres', 'checkpoint');
    const load = (ms: number): ReturnType<typeof generateLoad> =>
      generateLoad({ port, callers: 64, warmUpMs: 0, measureMs: ms, next });
    await load(warmUpMs);
    const sides: Record<'on' | 'off', Measured[]> = { on: [], off: [] };
    for (let pair = 0; pair < pairs; pair += 1)
      for (const side of pair % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const)) {
        await server.query(
          database,
          `update crossdock.verification_passes set pause_until = now() + ${side === 'off' ? heldBack : `interval '0'`}`,
        );
        // The verifier looks once a second whether it may.
        await load(1_000);
        const before = usedMs([node.pid, server.pid]);
        const { perSecond, p99Ms, sent, refused } = await load(measureMs);
        if (Object.keys(refused).length > 0) throw new Error(`orders were refused: ${JSON.stringify(refused)}`);
        const processorUs = ((usedMs([node.pid, server.pid]) - before) * 1_000) / sent;
        sides[side].push({ perSecond, p99Ms, processorUs });
      }
    const [looked] = await server.query<{ rows: string }>(
      database,
      'select sum(rows_looked_at)::text as rows from crossdock.verification_passes',
    );
    const [on, off] = [middle(sides.on), middle(sides.off)];
    return { on, off, lostPercent: (1 - on.perSecond / off.perSecond) * 100, rowsLookedAt: Number(looked?.rows) };
  } finally {
    await node.stop();
    await receiver?.stop();
    await server.query('postgres', `drop database ${database} with (force)`);
  }
}

function middle(sides: readonly Measured[]): Side {
  const rates = repeated(sides.map(({ perSecond }) => perSecond));
  return {
    perSecond: rates.median,
    spreadPercent: rates.spread * 100,
    p99Ms: repeated(sides.map(({ p99Ms }) => p99Ms)).median,
    processorUs: repeated(sides.map(({ processorUs }) => processorUs)).median,
  };
}
