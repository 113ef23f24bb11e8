// How fast orders are taken and found when so many are stored. Every measure has a copy of its own of the level's database, because the
// measure itself stores orders.
import { copyDatabase } from '../database.ts';
import type { Server } from '../database.ts';
import { generateLoad } from '../load.ts';
import { crossdock } from '../peers/crossdock.ts';
import { measure } from '../peers/measure.ts';
import type { Sample } from '../peers/measure.ts';
import { get } from '../requests.ts';
import { residentMiB } from '../processes.ts';
import type { World } from '../world.ts';

export interface LevelSample {
  readonly http: Sample;
  readonly batch: Sample;
  /** An order asked for by its number, 4 callers. */
  readonly lookupP99Ms: number;
  readonly residentMiB: number;
  readonly databaseMiB: number;
}

export interface RateOptions {
  readonly key: string;
  readonly world: World;
  readonly measureMs: number;
}

export const runDatabase = 'growth_run';
const lookupMs = 3_000;

export async function measureLevel(server: Server, level: string, options: RateOptions): Promise<LevelSample> {
  const [size] = await server.query<{ bytes: string }>('postgres', `select pg_database_size($1) as bytes`, [level]);
  const { sample: http, ...more } = await measureWay(server, level, 'http', options);
  const { sample: batch } = await measureWay(server, level, 'batch', options);
  return { http, batch, ...more, databaseMiB: Number(size?.bytes) / 2 ** 20 };
}

async function measureWay(
  server: Server,
  level: string,
  way: 'http' | 'batch',
  { key, world, measureMs }: RateOptions,
): Promise<{ sample: Sample; lookupP99Ms: number; residentMiB: number }> {
  await copyDatabase(server, level, runDatabase);
  const subject = crossdock(server, { key, way, database: runDatabase });
  const running = await subject.start(1);
  try {
    const numbers = await server.query<{ number: string }>(
      runDatabase,
      `select external_id as number from crossdock.orders where channel = 'history' limit 1000`,
    );
    await server.query('postgres', 'checkpoint');
    const sample = await measure(subject, running, { world, hot: false, warmUpMs: measureMs / 3, measureMs });
    if (sample.refused > 0) throw new Error(`${sample.refused} orders were refused: look into the log of ${level}`);
    const any = (): string => numbers[Math.floor(Math.random() * numbers.length)]?.number ?? '';
    const found = await generateLoad({
      port: running.ports,
      callers: 4,
      warmUpMs: lookupMs / 3,
      measureMs: lookupMs,
      next: () => get(`/v1/orders?channel=history&externalId=${any()}`, key),
    });
    const [, node = 0] = running.roots;
    return { sample, lookupP99Ms: found.p99Ms, residentMiB: residentMiB(node) };
  } finally {
    await running.stop();
    await server.query('postgres', `drop database ${runDatabase} with (force)`);
  }
}
