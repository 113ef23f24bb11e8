// The proof that connections lose nothing and do nothing twice: a whole node, a real other side, everything between them going
// wrong in an order that follows from a seed, and kill -9 in the middle. When all is mended, what the other side sent is in the
// ledger once, what it was asked for was done there once, and each lane was done in order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { randomOf } from '../../../sim/crash/random.ts';
import type { Random } from '../../../sim/crash/random.ts';
import { ProofNode } from './node.testsuite.ts';
import { Doings } from './doings.testsuite.ts';
import type { Told } from './doings.testsuite.ts';
import { atOnce } from './troubles.testsuite.ts';
import type { OtherSide } from './words.testsuite.ts';

export interface Proof {
  readonly name: string;
  /** Another one by CROSSDOCK_TEST_SEED. */
  readonly seed: number;
  readonly skip?: string | false;
  make(node: ProofNode, random: Random): Promise<OtherSide>;
}

const stepMs = 150;
const restMs = 40;
/** Anything that hangs is found by this; nothing is timed. */
const endMs = 90_000;

export function prove(proof: Proof): void {
  const { name, skip = false } = proof;
  const seed = Number(process.env['CROSSDOCK_TEST_SEED'] ?? proof.seed);
  const title = `${name}: whatever goes wrong between, and killed in the middle, nothing is lost and nothing done twice`;
  test(title, { skip }, async (context) => {
    const random = randomOf(seed);
    await using node = await ProofNode.open();
    await using side = await proof.make(node, random);
    try {
      const { sent, again, decided } = await run(node, side, random);
      context.diagnostic(
        `seed ${seed}: ${sent} were sent, ${again} of them in more than one attempt, ${decided} decided by a person`,
      );
    } catch (error) {
      throw new Error(`seed ${seed}: ${String(error)}\nThe node said: ${node.said}`, { cause: error });
    }
  });
}

async function run(node: ProofNode, side: OtherSide, random: Random): Promise<Told> {
  const doings = new Doings(node, side);
  await doings.setUp();
  const troubles = atOnce(random, ...side.troubles);
  const killedAt = random.whole(Math.floor(troubles.length / 3), Math.ceil((troubles.length * 2) / 3));
  for (const [step, trouble] of troubles.entries()) {
    if (step === killedAt) await killed(node, side, doings);
    const mend = await trouble.begin();
    doings.some();
    await wait(stepMs);
    await doings.letTimePass({ attemptsMax: 5 });
    await mend();
    await wait(restMs);
  }
  doings.some();
  await until(doings, () => doings.isOver());
  return doings.check();
}

/**
 * In the moment in which what came in is fetched and not stored, and what was sent was done there, where that can be, and is not noted.
 */
async function killed(node: ProofNode, side: OtherSide, doings: Doings): Promise<void> {
  // Once all is well: what is sent into the last trouble then goes over connections that work.
  await until(doings, () => doings.isSent());
  const held = await node.pool.connect();
  try {
    await held.query('begin');
    await held.query('lock table raw_messages in share row exclusive mode');
    doings.some();
    await until(doings, () => doings.isStoring(), true);
    const mend = await side.killedIn?.begin();
    doings.some();
    if (mend !== undefined) await until(doings, () => doings.isUnderWay(side.killedOver ?? []), true);
    await node.kill();
    await mend?.();
    await held.query('rollback');
  } finally {
    held.release();
  }
  await doings.letLeasesLapse();
  await node.start();
}

async function until(doings: Doings, isSo: () => Promise<boolean>, isHeld = false): Promise<void> {
  const end = performance.now() + endMs;
  while (!(await isSo())) {
    if (performance.now() > end) assert.fail(`it does not come to that: ${await doings.state()}`);
    await doings.letTimePass({ attemptsMax: 100, isHeld });
    if (!isHeld) await doings.decideUnknown();
    await wait(10);
  }
}
