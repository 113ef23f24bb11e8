// The verifier beside turns that never pause: it sees only whole ones, so it finds nothing, and it takes no more than its share.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { testDatabase } from '#postgres/test-database.ts';
import { everything } from '#kernel/scope.ts';
import type { Command } from '#processes/message.ts';
import { cancel, event, item, kit, place, reserve, site, unreserve } from '../commands.testsuite.ts';
import { shippedDefinitions } from '../fulfilment.testsuite.ts';
import { startNode } from '../node.ts';
import type { CrossdockNode } from '../node.ts';
import { readVerification } from './status.ts';
import { productPace } from './verifier.ts';
import type { Pace } from './verifier.ts';

const quickly: Pace = { share: 1, restMs: 0, tailMs: 0, againMs: 0, limitMs: 10_000 };

/** Two nodes on one database, both verifying, and callers on each until it is over. */
async function load(pace: Pace, { callers, ms }: { callers: number; ms: number }): Promise<Loaded> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const errors: string[] = [];
  const nodes = await Promise.all(
    [1, 2].map(() =>
      startNode({
        ...database,
        worker: true,
        verification: pace,
        onError: (error) => errors.push(error instanceof Error ? error.message : String(error)),
      }),
    ),
  );
  for (const node of nodes) stack.defer(() => node.stop());
  const [first] = nodes;
  assert(first !== undefined);
  for (const command of [
    site('S1'),
    site('S2', { rank: 2 }),
    item('A'),
    item('B'),
    kit('K', { A: 1, B: 2 }),
    ...shippedDefinitions(),
  ])
    await submit(first, command);
  const until = performance.now() + ms;
  let answered = 0;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      const node = nodes[caller % nodes.length];
      for (let turn = 0; performance.now() < until; turn++) {
        assert(node !== undefined);
        const name = `${caller}-${turn}`;
        await submit(node, event('received', turn % 2 === 0 ? 'A' : 'B', turn % 3 === 0 ? 'S2' : 'S1', 9));
        await submit(
          node,
          place(
            name,
            [
              ['A', 2],
              ['K', 1],
            ],
            { allowBackorder: true },
          ),
        );
        await submit(node, reserve(name, 'B', 1));
        if (turn % 2 === 0) await submit(node, unreserve(name));
        if (turn % 3 === 0) await submit(node, cancel(name));
        answered += 1;
      }
    }),
  );
  // What the last turns left is looked at too.
  if (pace === quickly)
    for (const deadline = performance.now() + 20_000; performance.now() < deadline; await sleep(100)) {
      const { passes } = await readVerification(first.pool);
      if (passes.every(({ cycles }) => cycles >= 2)) break;
    }
  const { share, findings, passes } = await readVerification(first.pool);
  return {
    errors,
    share,
    findings: findings.length,
    cycles: Math.min(...passes.map(({ cycles }) => cycles)),
    answered,
  };
}

interface Loaded {
  readonly errors: readonly string[];
  readonly share: number;
  readonly findings: number;
  readonly cycles: number;
  readonly answered: number;
}

async function submit(node: CrossdockNode, command: Command): Promise<void> {
  const id = `msg_${v7()}`;
  await node.engine.submit('api', {
    message: {
      id,
      claim: 'event' in command ? { source: `source:${command.event.source}`, id: command.event.id } : null,
      digest: id,
      actor: 'test',
      scope: everything,
      occurredAt: Date.now(),
      correlationId: id,
      causationId: null,
      command,
    },
  });
}

test('no false alarm while turns go on and two nodes verify without a pause', { timeout: 60_000 }, async (context) => {
  const { errors, findings, cycles, answered } = await load(quickly, { callers: 12, ms: 5_000 });
  context.diagnostic(`${cycles} cycles beside ${answered} rounds of orders`);
  assert.deepEqual([errors, findings], [[], 0]);
  assert.ok(cycles >= 2, `${cycles} cycles`);
});

test('two nodes together take no more than their share of one core', { timeout: 60_000 }, async (context) => {
  const { share, findings } = await load(productPace, { callers: 4, ms: 6_000 });
  context.diagnostic(`${(share * 100).toFixed(2)} % of one core`);
  assert.equal(findings, 0);
  assert.ok(share <= productPace.share * 1.01, `${share}`);
});
