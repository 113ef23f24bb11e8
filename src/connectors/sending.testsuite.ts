// Operations: what is said of an attempt is true, whatever went wrong on the way.
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Outgoing, Sent, Session } from './connector.ts';
import type { Faults } from './fault-proxy.testsuite.ts';
import { eventually, newMarks } from './harness.testsuite.ts';
import type { Bed, Register } from './harness.testsuite.ts';

const sureOfNothing = new Set<Sent['kind']>(['later', 'refused', 'given_up']);

function isRepeatable({ connector, outgoing }: Bed): boolean {
  return (connector.declare?.(outgoing.settings).idempotency ?? 'none') !== 'none';
}

/** Done is done, and where nothing was done nothing is there. */
async function assertTrue(bed: Bed, mark: string, sent: Sent): Promise<void> {
  if (sent.kind === 'done')
    await eventually(async () => assert.equal(await bed.timesSeen(mark), 1, 'done, and not there'));
  if (sureOfNothing.has(sent.kind)) assert.equal(await bed.timesSeen(mark), 0, `${sent.kind}, and it was done`);
}

/** As a lane does it: again until it is done, unless it is not known whether it was and a repetition would do it twice. */
async function finish(bed: Bed, outgoing: Outgoing, first: Sent): Promise<Sent> {
  let sent = first;
  const session = bed.open();
  for (
    let attempt = 2;
    attempt < 30 && (sent.kind === 'later' || (sent.kind === 'unknown' && isRepeatable(bed)));
    attempt += 1
  ) {
    await wait(20);
    sent = await bed.send(session, { ...outgoing, attempt });
  }
  await bed.close(session);
  return sent;
}

async function assertOnce(bed: Bed, mark: string, sent: Sent): Promise<void> {
  if (sent.kind === 'unknown') assert.ok((await bed.timesSeen(mark)) <= 1);
  else await eventually(async () => assert.deepEqual([sent.kind, await bed.timesSeen(mark)], ['done', 1]));
}

export function testSending(register: Register, overNetwork: Register): void {
  register('what is sent one after the other is there, in order', async (bed) => {
    const marks = newMarks(5);
    const session = bed.open();
    for (const mark of marks) assert.equal((await bed.send(session, bed.write(mark))).kind, 'done');
    await eventually(async () => assert.deepEqual(await bed.outgoing.seen(), marks));
  });

  register('many are sent at the same time', async (bed) => {
    const marks = newMarks(20);
    const session = bed.open();
    const all = await Promise.all(marks.map((mark) => bed.send(session, { ...bed.write(mark), lane: mark })));
    assert.ok(all.every(({ kind }) => kind === 'done'));
    await eventually(async () => assert.deepEqual((await bed.outgoing.seen()).toSorted(), marks));
  });

  register('the same sent twice is done once', async (bed, skip) => {
    if (!isRepeatable(bed)) return skip('the operation says that a repetition is done again');
    const [mark = ''] = newMarks(1);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const session = bed.open();
      assert.equal((await bed.send(session, { ...bed.write(mark), attempt })).kind, 'done');
      await bed.close(session);
    }
    await wait(50);
    assert.equal(await bed.timesSeen(mark), 1);
  });

  register('a no is a no', async (bed, skip) => {
    const outgoing = bed.refused();
    if (outgoing === null) return skip('the other side takes everything');
    const session = bed.open();
    assert.equal((await bed.send(session, outgoing)).kind, 'refused');
    const [mark = ''] = newMarks(1);
    assert.equal((await bed.send(session, bed.write(mark))).kind, 'done', 'the next one is not harmed');
  });

  register('a look tells whether it is there', async (bed, skip) => {
    const session = bed.open();
    if (session.look === undefined) return skip('it cannot look');
    const [mark = ''] = newMarks(1);
    const outgoing = bed.write(mark);
    const before = await bed.look(session, outgoing);
    if (before.isDone === null) return skip('this operation cannot be looked at');
    assert.deepEqual(before, { state: null, isDone: false });
    assert.equal((await bed.send(session, outgoing)).kind, 'done');
    const after = await eventually(async () => {
      const looked = await bed.look(session, outgoing);
      assert.equal(looked.isDone, true);
      return looked;
    });
    assert.notEqual(after.state, null);
  });

  register('an attempt that is given up before it began does nothing', async (bed) => {
    const [mark = ''] = newMarks(1);
    const session = bed.open();
    assert.deepEqual(await bed.send(session, bed.write(mark), AbortSignal.abort()), { kind: 'given_up' });
    assert.equal(await bed.timesSeen(mark), 0);
  });

  overNetwork('an attempt ends when it is told to, and when the session closes', async (bed) => {
    const { proxy } = bed;
    const end = async (how: (session: Session, stop: AbortController) => void): Promise<void> => {
      const [mark = ''] = newMarks(1);
      const session = bed.open({ timeoutMs: 600_000 });
      const stop = new AbortController();
      await proxy.set({ swallow: 'both' });
      const sending = bed.send(session, bed.write(mark), stop.signal);
      await wait(50);
      how(session, stop);
      const sent = await sending;
      assert.notEqual(sent.kind, 'done');
      await proxy.heal();
      await assertTrue(bed, mark, sent);
    };
    await end((_, stop) => stop.abort());
    const closing: Promise<void>[] = [];
    await end((session) => closing.push(bed.close(session)));
    await Promise.all(closing);
  });

  register('a peer that fails is not sent to, and is when it is mended', async (bed) => {
    const [mark = ''] = newMarks(1);
    const session = bed.open({ timeoutMs: 3_000 });
    const mend = await bed.fail();
    const sent = await bed.send(session, bed.write(mark));
    assert.equal(sent.kind, 'later', 'nothing was sent, so it can be sent later');
    await mend();
    await assertTrue(bed, mark, sent);
    await assertOnce(bed, mark, await finish(bed, bed.write(mark), sent));
  });

  for (const swallow of ['both', 'down'] as const) {
    const what = swallow === 'both' ? 'is dead' : 'never answers';
    for (const isOpen of [false, true]) {
      overNetwork(
        `a peer that ${what} ${isOpen ? 'all of a sudden' : 'from the start'} is given up in time`,
        async (bed) => {
          const { proxy } = bed;
          const [mark = ''] = newMarks(1);
          const session = bed.open({ timeoutMs: 1_000 });
          if (isOpen) await eventually(() => bed.check(session));
          await proxy.set({ swallow });
          const sent = await bed.send(session, bed.write(mark));
          assert.ok(sent.kind === 'later' || sent.kind === 'unknown', `not ${sent.kind}`);
          await proxy.heal();
          await assertTrue(bed, mark, sent);
          await assertOnce(bed, mark, await finish(bed, bed.write(mark), sent));
        },
      );
    }
  }

  overNetwork('a slow peer is waited for', async (bed) => {
    const { proxy } = bed;
    const [mark = ''] = newMarks(1);
    await proxy.set({ delayMs: 5, jitterMs: 10, bytesPerSecond: 200_000 });
    assert.equal((await bed.send(bed.open(), bed.write(mark))).kind, 'done');
    assert.equal(await bed.timesSeen(mark), 1);
  });

  for (const isOpen of [false, true]) {
    const when = isOpen ? 'at work' : 'from its start';
    overNetwork(`wherever a connection is cut ${when}, what is said of the attempt is true`, async (bed) => {
      const { proxy } = bed;
      const attempt = async (faults: Faults): Promise<void> => {
        const [mark = ''] = newMarks(1);
        const session = bed.open();
        if (isOpen) await bed.check(session);
        await proxy.set(faults);
        const sent = await bed.send(session, bed.write(mark));
        await proxy.heal();
        await bed.close(session);
        await assertTrue(bed, mark, sent);
        await assertOnce(bed, mark, await finish(bed, bed.write(mark), sent));
        if (session.look !== undefined && sent.kind === 'unknown') await assertLook(bed, mark);
      };
      const warm = bed.open();
      const [first = ''] = newMarks(1);
      if (isOpen) await bed.check(warm);
      const before = { ...proxy.seen };
      await bed.send(warm, bed.write(first));
      const [up, down] = [proxy.seen.up - before.up, proxy.seen.down - before.down];
      await bed.close(warm);
      for (const share of isOpen ? [0, 0.2, 0.4, 0.6, 0.8, 0.95] : [0.1, 0.5, 0.9]) {
        await attempt({ cutUpAfter: Math.floor(up * share), once: true });
        await attempt({ cutDownAfter: Math.floor(down * share), once: true });
      }
    });
  }
}

/** What a person, or the next attempt, goes by when the outcome was not known. */
async function assertLook(bed: Bed, mark: string): Promise<void> {
  const session = bed.open();
  const { isDone } = await bed.look(session, bed.write(mark));
  if (isDone !== null) assert.equal(isDone, (await bed.timesSeen(mark)) > 0);
  await bed.close(session);
}
