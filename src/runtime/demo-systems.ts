// The systems of the demo network, run beside a node: ERP, warehouse, shop, carrier and finance in one process of their own.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { demoNetwork } from '#demo/network.ts';
import { ofSystems, originOf, settingsDocument, systemNames } from '#demo/systems.ts';
import type { OfSystems, SystemAddress } from '#demo/systems.ts';
import { connectSystems, grantDemoAccess } from './demo-access.ts';
import { freePorts } from './free-ports.ts';
import { KeptProcess } from './kept-process.ts';

export interface DemoSystemsOptions {
  readonly pool: pg.Pool;
  readonly home: string;
  readonly secretKey: Buffer;
  /** Where the node's API is. */
  readonly url: string;
  readonly minutesPerSecond: number;
  /** What they knew of a network that is no more is deleted. */
  readonly anew: boolean;
  /** The origins that the node may deliver to: theirs are put in, and nothing else. */
  readonly allowedOrigins: Set<string>;
  /** For the operator. */
  readonly say: (line: string) => void;
  readonly onError: (error: unknown, what: string) => void;
}

/** An order that comes before they are connected is never told to them, so the node waits for them; but not for ever. */
const awaitedMs = 10_000;
const program = fileURLToPath(new URL('../../counterparties/main.ts', import.meta.url));
/** Enough for what they keep at most; a leak then ends them and not the machine. */
const memory = ['--max-old-space-size=192', '--max-semi-space-size=2'] as const;

export async function startDemoSystems(options: DemoSystemsOptions): Promise<AsyncDisposable | null> {
  const { pool, home, secretKey, say, onError } = options;
  await using stack = new AsyncDisposableStack();
  if (!(await runAlone(pool, stack, onError))) {
    say('The systems of the demo network are run by another node of this database.');
    return null;
  }
  const access = await grantDemoAccess(pool, secretKey);
  if (access === null) {
    say('The systems of the demo are not started: one of their API keys was revoked.');
    return null;
  }
  const { keys, webhookSecrets } = access;
  const folder = join(home, 'demo');
  if (options.anew) await rm(folder, { recursive: true, force: true });
  const base = Number(new URL(options.url).port);
  let ports: OfSystems<number> = { erp: base + 1, wms: base + 2, shop: base + 3, carrier: base + 4, finance: base + 5 };
  let heard: string[] = [];
  const begun = Promise.withResolvers<void>();

  async function prepare(): Promise<string[]> {
    ports = await freePorts(ports);
    heard = [];
    const systems = ofSystems((name): SystemAddress => ({
      port: ports[name],
      secret: webhookSecrets[name],
      key: keys[name],
    }));
    allow(options.allowedOrigins, systems);
    await connectSystems(pool, secretKey, systems);
    const path = join(folder, 'counterparties.json');
    const settings = settingsDocument({
      crossdock: { url: options.url },
      network: demoNetwork(new Date().toISOString().slice(0, 10)),
      minutesPerSecond: options.minutesPerSecond,
      systems,
    });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rm(path, { force: true }); // A file that is there would keep its mode.
    await writeFile(path, `${JSON.stringify(settings)}\n`, { mode: 0o600 });
    return [...memory, program, '--config', path];
  }

  const systems = new KeptProcess({
    prepare,
    onLine: (line) => {
      if (!/^\w+ on http:/.test(line)) return onError(new Error(line), 'systems of the demo');
      heard.push(line);
      if (heard.length < systemNames.length) return;
      say(`The systems of the demo network: ${heard.join(', ')}`);
      begun.resolve();
    },
    onFailed: (error, pauseMs) => {
      onError(error, `systems of the demo; they are started again in ${Math.round(pauseMs / 1_000)} s`);
      begun.resolve();
    },
  });
  stack.use(systems);
  const late = setTimeout(begun.resolve, awaitedMs);
  await begun.promise;
  clearTimeout(late);
  return stack.move();
}

/** Two nodes of one database would each tell their own systems half of everything. The lock goes with its connection. */
async function runAlone(
  pool: pg.Pool,
  stack: AsyncDisposableStack,
  onError: DemoSystemsOptions['onError'],
): Promise<boolean> {
  const client = await pool.connect();
  client.on('error', (error) => onError(error, 'lock of the demo systems'));
  stack.defer(() => client.release(true));
  const { rows } = await client.query<{ taken: boolean }>(
    `select pg_try_advisory_lock(hashtext('crossdock demo systems:' || current_schema())) as taken`,
  );
  return rows[0]?.taken === true;
}

function allow(origins: Set<string>, systems: OfSystems<SystemAddress>): void {
  origins.clear();
  for (const name of systemNames) origins.add(originOf(systems[name].port));
}
