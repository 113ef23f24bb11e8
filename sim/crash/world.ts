// Everything that a run needs: a server, nodes with a proxy each, callers and a receiver, on this machine alone.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createPool } from '../../src/postgres/pool.ts';
import { Callers } from './callers.ts';
import { Clocks } from './clock.ts';
import { SmallDisk } from './disk.ts';
import { atOurEnd } from './ends.ts';
import { dock, event, items, Load, sites } from './load.ts';
import { compileAhead, NodeProcess } from './node.ts';
import type { Roles } from './node.ts';
import { randomOf } from './random.ts';
import type { Random } from './random.ts';
import { Receiver } from './receiver.ts';
import { DatabaseServer } from './server.ts';
import type { Kind } from './server.ts';

export const database = 'crossdock';
/** What the receiver is told of: each once. */
export const deliveredTypes = [
  'crossdock.order.promised.v1',
  'crossdock.order.cancelled.v1',
  'crossdock.stock.received.v1',
  'crossdock.reservation.expired.v1',
] as const;

export interface WorldOptions {
  readonly nodes: number;
  readonly postgres: Kind;
  readonly seed: number;
  readonly settings?: Readonly<Record<string, string>>;
  /** What some faults need besides. */
  readonly needs?: ReadonlySet<Need>;
}

export type Need = 'small disk' | 'clocks of nodes' | 'clock of the database';

export interface World extends AsyncDisposable {
  readonly server: DatabaseServer;
  readonly nodes: readonly NodeProcess[];
  readonly receiver: Receiver;
  readonly callers: Callers;
  readonly load: Load;
  readonly random: Random;
  readonly key: string;
  readonly disk: SmallDisk | null;
  readonly clocks: Clocks;
  /** Past every proxy, for checks. */
  readonly pool: pg.Pool;
  /** Why answers were lost, and how often. */
  readonly unknown: Map<string, number>;
}

/** Of one node: everything. From three on, the first takes requests only and the second only works; the others do both. */
function rolesOf(index: number, nodes: number): Roles {
  if (nodes < 3 || index > 1) return 'api,worker';
  return index === 0 ? 'api' : 'worker';
}

export async function openWorld(options: WorldOptions): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const random = randomOf(options.seed);
  const top = mkdtempSync(join(tmpdir(), 'crossdock-crash-'));
  chmodSync(top, 0o711);
  // The last processes of a killed server may still write into it.
  const remove = (): void => rmSync(top, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  stack.use(atOurEnd(remove));
  stack.defer(remove);
  const needs = options.needs ?? new Set<Need>();
  const disk = needs.has('small disk') ? stack.use(await SmallDisk.mount()) : null;
  const clocks = stack.use(new Clocks());
  const server = stack.use(
    await DatabaseServer.create({
      kind: options.postgres,
      directory: join(disk?.directory ?? top, 'postgres'),
      ...(needs.has('clock of the database') && { wrap: (program) => clocks.wrap(program) }),
      ...(options.settings !== undefined && { settings: options.settings }),
    }),
  );
  await server.ask(`create database ${database}`);
  const receiver = stack.use(await Receiver.open(random));
  const key = `xd_crash_${randomBytes(16).toString('hex')}`;
  const secretKey = randomBytes(32).toString('hex');
  const compiled = await compileAhead(join(top, 'compiled'));
  const nodes: NodeProcess[] = [];
  for (let index = 0; index < options.nodes; index++) {
    nodes.push(
      stack.use(
        await NodeProcess.open({
          name: `node ${index + 1}`,
          roles: rolesOf(index, options.nodes),
          key,
          secretKey,
          socket: server.socket,
          addressAt: (port) => server.addressAt(port, database),
          environment: { ...compiled, ...(needs.has('clocks of nodes') && clocks.environment(index)) },
        }),
      ),
    );
  }
  // All at once, on an empty database: one of them makes the schema, the others wait for it.
  await Promise.all(nodes.map((node) => node.start()));
  const unknown = new Map<string, number>();
  const callers: Callers = new Callers({
    doors: nodes.filter((node) => node.takesRequests),
    key,
    random,
    onUnknown: (why) => {
      unknown.set(why, (unknown.get(why) ?? 0) + 1);
      load.ledger.unknown += 1;
    },
    onAnswer: () => undefined,
  });
  const load: Load = new Load(callers, random);
  // Who still asks when the world ends, because something failed, asks no more.
  stack.defer(() => callers.stop());
  await setUp(callers, receiver.url, key);
  // Connections read the list of receivers within a second.
  await sleep(1_100);
  const pool = createPool({
    connectionString: server.address(database),
    schema: 'crossdock',
    applicationName: 'crash checks',
    max: 2,
    onIdleError: () => undefined, // The server was ended on purpose; the next check connects anew.
  });
  stack.defer(() => pool.end());
  const kept = stack.move();
  return {
    server,
    nodes,
    receiver,
    callers,
    load,
    random,
    key,
    disk,
    clocks,
    pool,
    unknown,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function setUp(callers: Callers, hooks: string, key: string): Promise<void> {
  const put = async (path: string, body: object, method = 'PUT'): Promise<void> => {
    const settled = await callers.settle(method, path, body);
    if (settled.outcome !== 'done') throw new Error(`${path}: ${JSON.stringify(settled)}`);
  };
  for (const [index, code] of sites.entries())
    await put(`/v1/sites/${code}`, { name: code, company: 'CRASH', zone: 'Europe/Berlin', rank: index + 1 });
  for (const { code, opening } of items) {
    await put(`/v1/items/${code}`, { name: code, unit: 'each' });
    for (const site of sites)
      await put(
        '/v1/events',
        event(`opening ${code} ${site}`, 'received', { item: code, site, quantity: opening }),
        'POST',
      );
  }
  await put(`/v1/connections/${dock}`, {
    kind: 'hook',
    owner: 'Crash test',
    settings: { proof: { kind: 'bearer' } },
    streams: [{ name: 'receipts', settings: { as: 'cloud_events' } }],
    rights: { role: 'warehouse' },
    credentials: { token: key },
  });
  const types = [...deliveredTypes];
  await put('/v1/connections/stubborn', { kind: 'webhook', owner: 'Crash test', settings: { url: hooks }, types });
}
