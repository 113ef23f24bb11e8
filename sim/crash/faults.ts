// The faults. Each does its harm, says what it did, and leaves whoever was harmed to be started again by the supervisor of the run.
import { setTimeout as sleep } from 'node:timers/promises';
import { noFakeTime } from './clock.ts';
import { noSmallDisk } from './disk.ts';
import type { NodeProcess } from './node.ts';
import { points } from './proxy.ts';
import { childrenOf, signalIfThere } from './server.ts';
import type { Need, World } from './world.ts';

export interface Harm {
  /** Processes that were killed. */
  readonly kills: number;
  /** Deliveries that were under way at whoever was harmed: they must come again. */
  readonly deliveries: readonly string[];
  /** When the harm was done. */
  readonly at: number;
  /** When what others cannot do without, such as the database, worked again; equal to `at` when nothing of it was harmed. */
  readonly over: number;
  /** When others had taken over what was held, where that is not told by the answers to callers. */
  readonly takenOver?: number;
  readonly what: string;
}

export interface Fault {
  readonly name: string;
  readonly does: string;
  /** How often it is chosen among the others. */
  readonly weight: number;
  /** Counts among the kills of a run without `--fault`. */
  readonly kills: boolean;
  readonly needs?: Need;
  /** Why it cannot be done here; undefined when it can. */
  readonly unable?: () => string | undefined;
  readonly harm: (world: World) => Promise<Harm>;
}

const trapMs = 5_000;
const frozenMs = 12_000;

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
      const node = anyNode(world);
      const sprung = await node.proxy.trap(point, trapMs);
      return killed([node], `${node.name} was killed ${sprung ? point : 'while idle'}`);
    },
  })),
  {
    name: 'node-after-send',
    does: 'a worker is killed after the receiver has taken its delivery, before it is noted',
    weight: 1,
    kills: true,
    harm: async (world) => {
      const deliveries = await world.receiver.hold(trapMs);
      const workers = world.nodes.filter((node) => node.works && node.isReady);
      const harm = await killed(
        workers,
        `${workers.length} workers were killed with ${deliveries.length} deliveries under way`,
      );
      world.receiver.release();
      return { ...harm, deliveries };
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
      signalIfThere(victim, 'SIGKILL');
      return {
        kills: 1,
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
      const node = anyNode(world);
      await node.proxy.trap(point, trapMs);
      const at = performance.now();
      node.proxy.cut();
      return harmed(at, `the connections of ${node.name} were cut ${point}`);
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
    harm: async (world) => {
      const node = anyNode(world);
      await node.proxy.trap('in turn', trapMs);
      const at = performance.now();
      node.proxy.swallow();
      return harmed(at, `the connections of ${node.name} went silent in a turn`);
    },
  },
  {
    name: 'frozen',
    does: 'a node stands still in a turn and with deliveries under way, and wakes when others have taken its work',
    weight: 0,
    kills: false,
    harm: async (world) => {
      const node = anyNode(world);
      const [held] = await Promise.all([world.receiver.hold(trapMs), node.proxy.trap('in turn', trapMs)]);
      const at = performance.now();
      node.freeze();
      const leased = await leasedBy(world, node);
      const deliveries = held.filter((id) => leased.has(id));
      world.receiver.release();
      const [came] = await Promise.all([world.receiver.comeAgain(deliveries, frozenMs), locksGone(world, frozenMs)]);
      const takenOver = performance.now();
      if (!came)
        throw new Error(`Not all of ${deliveries.length} deliveries of a frozen node were sent by another one.`);
      // Longer than any lease and than a session may idle in a transaction.
      await sleep(Math.max(0, frozenMs - (takenOver - at)));
      node.wake();
      return {
        ...harmed(
          at,
          `${node.name} stood still for ${frozenMs / 1_000} s with ${deliveries.length} deliveries under way`,
        ),
        takenOver,
      };
    },
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
      world.clocks.moveDatabase(1_200);
      await sleep(2_000);
      const [row] = await world.server.ask<{ now: number }>(
        'select (extract(epoch from clock_timestamp()) * 1000)::bigint as now',
      );
      const aheadMs = (row?.now ?? 0) - Date.now();
      if (aheadMs < 1_000_000)
        throw new Error(`The clock of the database is ${aheadMs} ms ahead, and should be 20 minutes.`);
      return { ...harmed(at, 'the clock of the database went 20 minutes ahead'), over: performance.now() };
    },
  },
];

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

function anyNode(world: World): NodeProcess {
  const ready = world.nodes.filter((node) => node.isReady && node.takesRequests);
  return world.random.pick(ready.length > 0 ? ready : world.nodes);
}

async function killed(nodes: readonly NodeProcess[], what: string): Promise<Harm> {
  const at = performance.now();
  const running = nodes.filter((node) => node.pid !== undefined);
  await Promise.all(running.map((node) => node.kill()));
  return { ...harmed(at, what), kills: running.length };
}

function harmed(at: number, what: string): Harm {
  return { kills: 0, deliveries: [], at, over: at, what };
}

async function endServer(world: World, signal: 'SIGKILL' | 'SIGQUIT' | 'SIGINT'): Promise<Harm> {
  const { server, random } = world;
  await sleep(random.whole(0, 300));
  const at = performance.now();
  await server.end(signal);
  await server.start();
  return {
    kills: signal === 'SIGKILL' ? 1 : 0,
    deliveries: [],
    at,
    over: await answers(world),
    what: `the database was ended by ${signal} and started again`,
  };
}

/** Ids of the deliveries that a node has for itself. */
async function leasedBy({ pool }: World, node: NodeProcess): Promise<Set<string>> {
  const { rows } = await pool.query<{ id: string }>(
    `select turn_id || '-' || ordinal as id from deliveries where state = 'leased' and split_part(leased_by, ' ', 2) = $1`,
    [String(node.pid)],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Until the database has ended the session of a turn that stands still, and with it its locks. */
async function locksGone({ pool }: World, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  // Until it counts as standing still.
  await sleep(1_200);
  for (;;) {
    const { rows } = await pool.query<{ held: number }>(
      `select count(*)::int as held from pg_stat_activity
       where application_name = 'crossdock turns' and state like 'idle in transaction%' and state_change < clock_timestamp() - interval '1 second'`,
    );
    if (rows[0]?.held === 0) return;
    if (performance.now() > deadline) throw new Error(`A frozen turn keeps its locks for more than ${withinMs} ms.`);
    await sleep(50);
  }
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
