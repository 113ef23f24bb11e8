// Whether the memory of a node grows while it works evenly for a long time.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../child.ts';
import { copyDatabase } from '../database.ts';
import type { Server } from '../database.ts';
import { generateLoad } from '../load.ts';
import type { LoadResult } from '../load.ts';
import { startCrossdock, startReceiver } from '../peers/crossdock.ts';
import type { Roles } from '../peers/crossdock.ts';
import { nextOrder } from '../peers/load-orders.ts';
import { residentMiB } from '../processes.ts';
import { post } from '../requests.ts';
import { repeated } from '../statistics.ts';
import type { World } from '../world.ts';
import { runDatabase } from './rates.ts';

export interface MemoryOptions {
  readonly key: string;
  readonly world: World;
  readonly measureMs: number;
  readonly roles: Roles;
  readonly ratePerSecond: number;
  readonly say: (line: string) => void;
}

export interface MemoryResult {
  readonly samples: readonly { readonly minutes: number; readonly residentMiB: number }[];
  /** Medians of the second and of the last quarter of the time: the first one fills caches and compiles. */
  readonly earlyMiB: number;
  readonly lateMiB: number;
  readonly grownPercent: number;
  readonly orders: number;
  readonly p99Ms: number;
}

const samplesMax = 720;
const parts = 4;
/** From the second quarter to the last. */
export const memoryGrowthMaxPercent = 5;
const port = 18_882;

export async function measureMemory(
  server: Server,
  level: string,
  { key, world, measureMs, roles, ratePerSecond, say }: MemoryOptions,
): Promise<MemoryResult> {
  await copyDatabase(server, level, runDatabase);
  const node = await startCrossdock(server, { key, database: runDatabase, port, roles });
  let receiver: Child | undefined;
  try {
    if (roles !== 'api') receiver = await startReceiver({ port, key });
    const samples: { minutes: number; residentMiB: number }[] = [];
    const started = performance.now();
    let over = false;
    const sample = async (): Promise<void> => {
      while (!over) {
        const minutes = (performance.now() - started) / 60_000;
        samples.push({ minutes, residentMiB: residentMiB(node.pid) });
        if (samples.length % 60 === 0) say(`${minutes.toFixed(1)} min: ${samples.at(-1)?.residentMiB.toFixed(0)} MiB`);
        await sleep(Math.max(250, measureMs / samplesMax));
      }
    };
    const load = async (): Promise<LoadResult> => {
      try {
        return await generateLoad({
          port,
          callers: 64,
          warmUpMs: 0,
          measureMs,
          ratePerSecond,
          next: () => post('/v1/orders', key, JSON.stringify(nextOrder(world, false))),
        });
      } finally {
        over = true;
      }
    };
    const [{ sent, p99Ms, refused }] = await Promise.all([load(), sample()]);
    if (Object.keys(refused).length > 0) throw new Error(`orders were refused: ${JSON.stringify(refused)}`);
    const part = (number: number): number =>
      repeated(
        samples
          .slice(Math.floor((samples.length * number) / parts), Math.floor((samples.length * (number + 1)) / parts))
          .map((one) => one.residentMiB),
      ).median;
    const [earlyMiB, lateMiB] = [part(1), part(parts - 1)];
    return { samples, earlyMiB, lateMiB, grownPercent: (lateMiB / earlyMiB - 1) * 100, orders: sent, p99Ms };
  } finally {
    await node.stop();
    await receiver?.stop();
    await server.query('postgres', `drop database ${runDatabase} with (force)`);
  }
}
