// The faults. Each does its harm, says what it did, and leaves whoever was harmed to be started again by the supervisor of the run.
import { setTimeout as sleep } from 'node:timers/promises';
import { noFakeTime } from './clock.ts';
import { noSmallDisk } from './disk.ts';
import { anyNode, caught, caughtSending, deliveriesOf, isOpen, sessionGone } from './moments.ts';
import type { NodeProcess } from './node.ts';
import { points } from './proxy.ts';
import { childrenOf } from './server.ts';
import { signalIfThere } from './signals.ts';
import type { Need, World } from './world.ts';

export interface Harm {
  /** Processes that were killed. However many, it is one fault. */
  readonly killed: number;
  /** How often the moment for it did not come, so that it was tried again. */
  readonly missed?: number;
  /** Deliveries that were under way at whoever was harmed: they must come again. */
  readonly deliveries: readonly string[];
  /** When the harm was done. */
  readonly at: number;
  /** When what others cannot do without, such as the database, worked again; equal to `at` when nothing of it was harmed. */
  readonly over: number;
  /** When others had taken over what was held, where that is not told by the answers to callers. */
  readonly takenOver?: number;
  /** From now on deadlines and deliveries may be later by so much, because the clock that they go by was set back. */
  readonly delayMs?: number;
  readonly what: string;
}

export interface Fault {
  readonly name: string;
  readonly does: string;
  /** How often it is chosen among the others. */
  readonly weight: number;
  /** Counts among the kills of a run without `--fault`. */
  readonly kills: boolean;
  /** Within which others have taken over or work again; left out: ten seconds. */
  readonly withinMs?: number;
  readonly needs?: Need;
  /** Why it cannot be done here; undefined when it can. */
  readonly unable?: () => string | undefined;
  readonly harm: (world: World) => Promise<Harm>;
}

const frozenMs = 12_000;
/** How far the clock of the database is set back. */
const backSeconds = 15;

export const faults: readonly Fault[] = [
  {
    name: 'node',
    does: 'a node is killed at any moment',
    weight: 4,
    kills: true,
    harm: async (world) => {
      const node = anyNode(world);
      await sleep(world.random.whole(0, 300));
      return killed([node], `${node.name} was killed`);
    },
  },
  ...points.map((point): Fault => ({
    name: `node ${point}`.replaceAll(' ', '-'),
    does: {
      'in turn': 'a node is killed while a turn of it holds its locks',
      'before commit': 'a node is killed when its turn has written everything, before the commit reaches the server',
      'after commit': 'a node is killed after the server has committed, before it knows',
    }[point],
    weight: 3,
    kills: true,
    harm: async (world) => {
      const { node, missed } = await caught(world, point);
      return { ...(await killed([node], `${node.name} was killed ${point}`)), missed };
    },
  })),
  {
    name: 'node-after-send',
    does: 'a worker is killed after the receiver has taken its delivery, before it is noted',
    weight: 1,
    kills: true,
    harm: async (world) => {
      const { node, missed } = await caughtSending(world);
      const pid = node.pid;
      const harm = await killed([node], `${node.name} was killed`);
      const deliveries = await deliveriesOf(world, { pid }, world.receiver.held);
      world.receiver.release();
      if (deliveries.length === 0) throw new Error(`${node.name} was killed without a delivery under way.`);
      return { ...harm, deliveries, missed, what: `${harm.what} with ${deliveries.length} deliveries under way` };
    },
  },
  {
    name: 'all-nodes',
    does: 'every node is killed at once',
    weight: 1,
    kills: true,
    harm: (world) => killed([...world.nodes], 'every node was killed'),
  },
  {
    name: 'backend',
    does: 'one session of the database is killed, so that it ends all and recovers',
    weight: 1,
    kills: true,
    harm: async (world) => {
      const at = performance.now();
      const { server, pool, random } = world;
      const { rows } = await pool.query<{ pid: number }>(
        `select pid from pg_stat_activity where application_name = 'crossdock turns' order by xact_start nulls last`,
      );
      const victim = rows.length > 0 ? random.pick(rows).pid : childrenOf(server.pid).at(-1);
      if (victim === undefined) throw new Error('The server has no session.');
      if (!signalIfThere(victim, 'SIGKILL')) throw new Error(`The session ${victim} had ended before it was killed.`);
      return {
        killed: 1,
        deliveries: [],
        at,
        over: await answers(world),
        what: `session ${victim} of the database was killed`,
      };
    },
  },
  {
    name: 'postgres',
    does: 'the server of the database is killed, and started again',
    weight: 1,
    kills: true,
    harm: (world) => endServer(world, 'SIGKILL'),
  },
  {
    name: 'postgres-immediate',
    does: 'the database is stopped without a checkpoint, and started again',
    weight: 0,
    kills: false,
    harm: (world) => endServer(world, 'SIGQUIT'),
  },
  {
    name: 'postgres-restart',
    does: 'the database is restarted in good order',
    weight: 0,
    kills: false,
    harm: (world) => endServer(world, 'SIGINT'),
  },
  {
    name: 'cut',
    does: 'every connection of a node to the database is cut',
    weight: 0,
    kills: false,
    harm: async (world) => {
      const node = anyNode(world);
      const at = performance.now();
      node.proxy.cut();
      return harmed(at, `the connections of ${node.name} were cut`);
    },
  },
  ...(['before commit', 'after commit'] as const).map((point): Fault => ({
    name: `cut ${point}`.replaceAll(' ', '-'),
    does:
      point === 'before commit'
        ? 'the connections of a node are cut with a commit on its way, which never arrives'
        : 'the connections of a node are cut after the server has committed, before the node knows',
    weight: 0,
    kills: false,
    harm: async (world) => {
      const { node, missed } = await caught(world, point);
      const at = performance.now();
      node.proxy.cut();
      return { ...harmed(at, `the connections of ${node.name} were cut ${point}`), missed };
    },
  })),
  {
    name: 'unreachable',
    does: 'a node cannot reach the database for three seconds',
    weight: 0,
    kills: false,
    harm: async (world) => {
      const node = anyNode(world);
      const at = performance.now();
      node.proxy.cut({ refuse: true });
      await sleep(3_000);
      node.proxy.heal();
      return harmed(at, `${node.name} did not reach the database for 3 s`);
    },
  },
  {
    name: 'swallowed',
    does: 'what goes between a node and the database arrives nowhere, and nobody is told; new connections work',
    weight: 0,
    kills: false,
    // The node gives a silent connection up after 30 s: until then its own callers wait.
    withinMs: 35_000,
    harm: async (world) => {
      const { node, missed } = await caught(world, 'in turn');
      const at = performance.now();
      node.proxy.swallow();
      return { ...harmed(at, `the connections of ${node.name} went silent in a turn`), missed };
    },
  },
  {
    name: 'frozen',
    does: 'a node stands still in a turn and with deliveries under way, and wakes when others have taken its work',
    weight: 0,
    kills: false,
    harm: freeze,
  },
  {
    name: 'stalled-disk',
    does: 'every process of the database stands still for three seconds, as on a disk that hangs',
    weight: 0,
    kills: false,
    harm: async (world) => {
      const at = performance.now();
      await world.server.stall(3_000);
      return { ...harmed(at, 'the database stood still for 3 s'), over: performance.now() };
    },
  },
  {
    name: 'slow-disk',
    does: 'every write of the log takes a tenth of a second longer, for three seconds',
    weight: 0,
    kills: false,
    harm: async (world) => {
      const at = performance.now();
      // The server waits so long before each flush, whoever else commits: its own way to be slow.
      await world.server.ask('alter system set commit_delay = 100000');
      await world.server.ask('alter system set commit_siblings = 0');
      await world.server.ask('select pg_reload_conf()');
      await sleep(3_000);
      await world.server.ask('alter system reset commit_delay');
      await world.server.ask('alter system reset commit_siblings');
      await world.server.ask('select pg_reload_conf()');
      return { ...harmed(at, 'each flush of the log took 100 ms more for 3 s'), over: performance.now() };
    },
  },
  {
    name: 'full-disk',
    does: 'the disk of the database is full for four seconds',
    weight: 0,
    kills: false,
    needs: 'small disk',
    unable: noSmallDisk,
    harm: fillDisk,
  },
  {
    name: 'clock-of-node',
    does: 'the clock of a node jumps an hour ahead, an hour back, and is right again',
    weight: 0,
    kills: false,
    needs: 'clocks of nodes',
    harm: async (world) => {
      const node = anyNode(world);
      const at = performance.now();
      for (const hours of [1, -1, 0]) {
        world.clocks.moveNode(world.nodes.indexOf(node), hours * 3_600_000);
        await sleep(1_000);
      }
      const what = `the clock of ${node.name} went an hour ahead, an hour back and right`;
      return { ...harmed(at, what), over: performance.now() };
    },
  },
  {
    name: 'clock-of-database',
    does: 'the clock of the database jumps 20 minutes ahead and stays there',
    weight: 0,
    kills: false,
    needs: 'clock of the database',
    unable: noFakeTime,
    harm: async (world) => {
      const at = performance.now();
      await moved(world, 1_200);
      return { ...harmed(at, 'the clock of the database went 20 minutes ahead'), over: performance.now() };
    },
  },
  {
    name: 'clock-of-database-back',
    does: `the clock of the database, which was ahead, is set back by ${backSeconds} seconds`,
    weight: 0,
    kills: false,
    needs: 'clock of the database',
    unable: noFakeTime,
    harm: async (world) => {
      await moved(world, backSeconds);
      // So that something is due, leased and held by the time that is taken back.
      await sleep(3_000);
      const at = performance.now();
      await moved(world, -backSeconds);
      const what = `the clock of the database was set back by ${backSeconds} s`;
      return { ...harmed(at, what), over: performance.now(), delayMs: backSeconds * 1_000 };
    },
  },
];

/** Moves the clock of the database, and makes sure that it was moved. */
async function moved({ clocks, server }: World, bySeconds: number): Promise<void> {
  const wantedMs = clocks.moveDatabase(bySeconds) * 1_000;
  const deadline = performance.now() + 5_000;
  for (;;) {
    const [row] = await server.ask<{ now: number }>(
      'select (extract(epoch from clock_timestamp()) * 1000)::bigint as now',
    );
    const aheadMs = (row?.now ?? 0) - Date.now();
    if (Math.abs(aheadMs - wantedMs) < 1_000) break;
    if (performance.now() > deadline)
      throw new Error(`The clock of the database is ${aheadMs} ms ahead, and should be ${wantedMs} ms.`);
    await sleep(100);
  }
  // Other sessions look at the file once in a second.
  await sleep(1_200);
}

/** In a turn and with deliveries under way, for longer than any lease and than a session may idle in a transaction. */
async function freeze(world: World): Promise<Harm> {
  const { receiver } = world;
  const { node, session, missed } = await frozenInTurn(world);
  const at = performance.now();
  // What the server answered lies there when it wakes, and it goes on with a turn that is over.
  node.proxy.letGo();
  const deliveries = await deliveriesOf(world, node, receiver.held);
  if (deliveries.length === 0) throw new Error(`${node.name} was frozen without a delivery under way.`);
  const again = receiver.comeAgain(deliveries, frozenMs);
  receiver.release();
  const [came] = await Promise.all([again, sessionGone(world, session, frozenMs)]);
  const takenOver = performance.now();
  if (!came) throw new Error(`Not all of ${deliveries.length} deliveries of a frozen node were sent by another one.`);
  await sleep(Math.max(0, frozenMs - (takenOver - at)));
  node.wake();
  const what = `${node.name} stood still for ${frozenMs / 1_000} s in a turn with ${deliveries.length} deliveries under way`;
  return { ...harmed(at, what), takenOver, missed };
}

async function frozenInTurn(
  world: World,
): Promise<{ readonly node: NodeProcess; readonly session: number; readonly missed: number }> {
  for (let missed = 0; missed < 8; missed++) {
    const { node, missed: before } = await caughtSending(world);
    const sprung = await node.proxy.trap('in turn', 3_000);
    if (sprung !== null) {
      node.freeze();
      if (await isOpen(world, sprung.session)) return { node, session: sprung.session, missed: missed + before };
      node.wake();
      node.proxy.letGo();
    }
    world.receiver.release();
  }
  throw new Error('No worker came into a turn with deliveries under way.');
}

/** For four seconds; a server that gave up is started again when there is room. */
async function fillDisk(world: World): Promise<Harm> {
  const { disk, server } = world;
  if (disk === null) throw new Error('The server has no disk of its own.');
  const at = performance.now();
  disk.fill();
  await sleep(4_000);
  disk.free();
  const gaveUp = !server.isRunning;
  if (gaveUp) await server.start();
  const what = `the disk was full for 4 s${gaveUp ? ', and the server ended' : ''}`;
  return { ...harmed(at, what), over: await answers(world) };
}

export function faultNamed(name: string): Fault {
  const fault = faults.find((one) => one.name === name);
  if (fault === undefined)
    throw new Error(`There is no fault ${name}. Choose from ${faults.map((one) => one.name).join(', ')}.`);
  return fault;
}

async function killed(nodes: readonly NodeProcess[], what: string): Promise<Harm> {
  const at = performance.now();
  const running = nodes.filter((node) => node.pid !== undefined);
  if (running.length === 0) throw new Error('Nobody was there to be killed.');
  await Promise.all(running.map((node) => node.kill()));
  return { ...harmed(at, what), killed: running.length };
}

function harmed(at: number, what: string): Harm {
  return { killed: 0, deliveries: [], at, over: at, what };
}

async function endServer(world: World, signal: 'SIGKILL' | 'SIGQUIT' | 'SIGINT'): Promise<Harm> {
  const { server, random } = world;
  await sleep(random.whole(0, 300));
  const at = performance.now();
  await server.end(signal);
  await server.start();
  return {
    killed: signal === 'SIGKILL' ? 1 : 0,
    deliveries: [],
    at,
    over: await answers(world),
    what: `the database was ended by ${signal} and started again`,
  };
}

/** Until the server takes statements again. */
async function answers({ server }: World): Promise<number> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      await server.ask('select 1');
      return performance.now();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(20);
    }
  }
}
