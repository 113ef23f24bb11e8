// The moments at which faults strike, and who is struck: a fault counts only when its moment was there.
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeProcess } from './node.ts';
import type { Point } from './proxy.ts';
import type { World } from './world.ts';

const trapMs = 3_000;
const holdMs = 3_000;
const triesMax = 8;

export interface Caught {
  readonly node: NodeProcess;
  /** The process id of its session at the server. */
  readonly session: number;
  /** How often no turn came to the point in time. */
  readonly missed: number;
}

/** Any node that is ready, whatever it does. */
export function anyNode(world: World): NodeProcess {
  const ready = world.nodes.filter((node) => node.isReady);
  return world.random.pick(ready.length > 0 ? ready : world.nodes);
}

/** A node with a turn held at that point. Some node has one soon, or nothing works here. */
export async function caught(world: World, point: Point): Promise<Caught> {
  for (let missed = 0; missed < triesMax; missed++) {
    const node = anyNode(world);
    const sprung = await node.proxy.trap(point, trapMs);
    if (sprung !== null) return { node, session: sprung.session, missed };
  }
  throw new Error(`In ${triesMax} tries of ${trapMs} ms no turn of a node came to the point “${point}”.`);
}

/** A worker with deliveries that the receiver has taken and not answered; the receiver holds its answers from then on. */
export async function caughtSending(world: World): Promise<{ readonly node: NodeProcess; readonly missed: number }> {
  const { nodes, receiver } = world;
  for (let missed = 0; missed < triesMax; missed++) {
    const deadline = performance.now() + holdMs;
    do {
      const held = await receiver.hold(holdMs);
      for (const node of nodes.filter((one) => one.works && one.isReady))
        if ((await deliveriesOf(world, node, held)).length > 0) return { node, missed };
      await sleep(10);
    } while (performance.now() < deadline);
    // What is held up in one lane after the other leaves nothing to send.
    receiver.release();
    await sleep(200);
  }
  throw new Error(`In ${triesMax} tries no worker had a delivery under way.`);
}

/** Those of them that a node has for itself. */
export async function deliveriesOf(
  { pool }: World,
  node: Pick<NodeProcess, 'pid'>,
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select turn_id || '-' || ordinal as id from deliveries where state = 'leased' and split_part(leased_by, ' ', 2) = $1`,
    [String(node.pid)],
  );
  const leased = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => leased.has(id));
}

/** Whether a session of the server is there with an open transaction. */
export async function isOpen({ pool }: World, session: number): Promise<boolean> {
  const { rows } = await pool.query('select 1 from pg_stat_activity where pid = $1 and xact_start is not null', [
    session,
  ]);
  return rows.length > 0;
}

/** Until the database has ended that session, and its locks with it. */
export async function sessionGone(world: World, session: number, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (await isOpen(world, session)) {
    if (performance.now() > deadline)
      throw new Error(`Session ${session} of a turn that stands still keeps its locks for more than ${withinMs} ms.`);
    await sleep(20);
  }
}
