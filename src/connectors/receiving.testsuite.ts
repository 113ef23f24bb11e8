// Streams: everything comes, and is known when it comes again.
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { RawMessage } from './connector.ts';
import type { Faults } from './fault-proxy.testsuite.ts';
import { guard, markOf, newMarks } from './harness.testsuite.ts';
import type { Register } from './harness.testsuite.ts';

/** The marks, in the order in which they came first. */
function marksOf(messages: readonly RawMessage[], among: readonly string[]): string[] {
  return [...new Set(messages.flatMap((message) => markOf(message, among) ?? []))];
}

/** The one key of each mark; a mark with two keys would be taken for two messages. */
function keysOf(messages: readonly RawMessage[], among: readonly string[]): Map<string, string> {
  const keys = new Map<string, string>();
  for (const message of messages) {
    const mark = markOf(message, among);
    assert.ok(mark, `nobody put there: ${message.key}`);
    assert.ok(message.key.length >= 1 && message.key.length <= 512, 'keys have 1 to 512 characters');
    assert.equal(keys.get(mark) ?? message.key, message.key, `${mark} came under two keys`);
    keys.set(mark, message.key);
  }
  assert.equal(new Set(keys.values()).size, keys.size, 'two messages have one key');
  return keys;
}

/** `fetches`: the connector asks for messages. Otherwise they are pushed, and who does not come is not missed by it. */
export function testReceiving(register: Register, overNetwork: Register, fetches: boolean): void {
  register('everything comes once, in order, and then nothing', async (bed) => {
    const marks = newMarks(25);
    await bed.incoming.put(marks);
    const session = bed.open();
    const { messages, cursor } = await bed.collect(session, { count: marks.length });
    assert.deepEqual(
      messages.map((message) => markOf(message, marks)),
      marks,
    );
    keysOf(messages, marks);
    for (const { mediaType, fault } of messages) {
      assert.match(mediaType, /^[\w.+-]+\/[\w.+-]+/);
      assert.equal(fault, undefined);
    }
    const known = new Set(messages.map(({ key }) => key));
    assert.deepEqual(
      (await bed.rest(session, cursor)).filter(({ key }) => !known.has(key)),
      [],
    );
  });

  register('what was fetched and not stored comes again, under the same keys', async (bed) => {
    const marks = newMarks(6);
    await bed.incoming.put(marks);
    const first = bed.open();
    const before = await bed.collect(first, { count: 3, isDone: false });
    await bed.close(first);
    const after = await bed.collect(bed.open(), { marks, isBold: true });
    assert.deepEqual(marksOf(after.messages, marks).toSorted(), marks);
    keysOf([...before.messages, ...after.messages], marks);
  });

  register('after a restart the stream goes on where it was', async (bed) => {
    const [early, late] = [newMarks(5), newMarks(5)];
    await bed.incoming.put(early);
    const first = bed.open();
    const before = await bed.collect(first, { count: early.length });
    await bed.close(first);
    await bed.incoming.put(late);
    const known = new Set(before.messages.map(({ key }) => key));
    const all = [...early, ...late];
    const second = bed.open();
    const { messages: seen } = await bed.collect(second, { cursor: before.cursor, marks: late });
    assert.deepEqual(marksOf(seen, late), late);
    assert.ok(seen.every((message) => known.has(message.key) || markOf(message, late) !== undefined));
    keysOf([...before.messages, ...seen], all);
  });

  register('stored but not confirmed is known by its key, and loses nothing', async (bed) => {
    const marks = newMarks(5);
    await bed.incoming.put(marks);
    const first = bed.open();
    const stored = await bed.collect(first, { count: 2, isDone: false });
    await bed.close(first);
    const wanted = marks.filter((mark) => !marksOf(stored.messages, marks).includes(mark));
    const second = bed.open();
    const { messages } = await bed.collect(second, { cursor: stored.cursor, marks: wanted, isBold: true });
    keysOf([...stored.messages, ...messages], marks);
  });

  register('a message that is too large is named, and stops no other', async (bed, skip) => {
    const { incoming } = bed;
    if (incoming.putLarge === undefined) return skip('the other side has no such messages');
    const [first = '', large = '', last = ''] = newMarks(3);
    await incoming.put([first]);
    await incoming.putLarge(large, 20_000);
    await incoming.put([last]);
    const session = bed.open({ messageBytesMax: 5_000 });
    const { messages } = await bed.collect(session, { count: 3 });
    assert.deepEqual(marksOf(messages, [first, last]), [first, last]);
    const named = messages.filter(({ fault }) => fault !== undefined);
    assert.deepEqual(
      named.map(({ fault, body }) => [fault?.code, body.length]),
      [['too_large', 0]],
    );
  });

  register('bytes that are no document come as they are', async (bed, skip) => {
    const { incoming } = bed;
    if (incoming.putBytes === undefined) return skip('the other side sends none');
    const bytes = Uint8Array.from({ length: 512 }, (_, index) => (index * 7) % 256);
    const [mark = ''] = newMarks(1);
    await incoming.putBytes(bytes);
    await incoming.put([mark]);
    const { messages } = await bed.collect(bed.open(), { count: 2 });
    assert.ok(messages.some(({ body }) => Buffer.compare(body, bytes) === 0));
    assert.deepEqual(marksOf(messages, [mark]), [mark]);
  });

  register('fetching ends when it is told to', async (bed) => {
    const session = bed.open({ timeoutMs: 600_000 });
    const { proxy } = bed.harness;
    const stopped = async (): Promise<void> => {
      const stop = new AbortController();
      const run = async (): Promise<void> => {
        for await (const _received of bed.receive(session, null, stop.signal)) assert.fail('nothing was there');
      };
      const running = run();
      running.catch(() => undefined); // Looked at below.
      await wait(50);
      stop.abort();
      await guard('receive()', running);
    };
    await stopped();
    if (proxy === undefined) return;
    await proxy.set({ swallow: 'both' });
    await stopped();
  });

  const troubles: readonly (readonly [string, Faults])[] = [
    ['refuses', { refuse: true }],
    ['is dead', { swallow: 'both' }],
    ['never answers', { swallow: 'down' }],
  ];
  for (const [what, faults] of fetches ? troubles : []) {
    overNetwork(`fetching from a peer that ${what} fails in time, and works again when it is mended`, async (bed) => {
      const { proxy } = bed;
      const marks = newMarks(3);
      const session = bed.open({ timeoutMs: 1_000 });
      await proxy.set(faults);
      await bed.faultOf('fetching', () => bed.collect(session, { count: 1 }));
      await proxy.heal();
      await bed.incoming.put(marks);
      const { messages } = await bed.collect(session, { count: marks.length, isBold: true });
      assert.deepEqual(marksOf(messages, marks).toSorted(), marks);
    });
  }

  overNetwork('a slow peer is waited for', async (bed) => {
    const { proxy } = bed;
    const marks = newMarks(5);
    await bed.incoming.put(marks);
    await proxy.set({ delayMs: 5, jitterMs: 10, bytesPerSecond: 200_000 });
    const { messages } = await bed.collect(bed.open(), { count: marks.length });
    assert.deepEqual(marksOf(messages, marks), marks);
  });

  overNetwork('wherever the connection is cut, everything comes, known by its keys', async (bed) => {
    const { proxy } = bed;
    const all: string[] = [];
    const seen: RawMessage[] = [];
    let cursor: string | null = null;
    const fetchAll = async (faults: Faults): Promise<void> => {
      const marks = newMarks(4);
      all.push(...marks);
      await bed.incoming.put(marks);
      const session = bed.open();
      await proxy.set(faults);
      const { messages, cursor: next } = await bed.collect(session, { cursor, marks, isBold: true });
      cursor = next;
      await proxy.heal();
      await bed.close(session);
      seen.push(...messages);
      keysOf(seen, all);
    };
    await fetchAll({});
    const { up, down } = { ...proxy.seen };
    for (const share of [0, 0.2, 0.5, 0.8, 0.95]) {
      await fetchAll({ cutDownAfter: Math.floor(down * share), once: true });
      await fetchAll({ cutUpAfter: Math.floor(up * share), once: true });
    }
  });
}

export function testPace(register: Register): void {
  register('nothing is fetched before its turn', async (bed) => {
    const marks = newMarks(3);
    await bed.incoming.put(marks);
    const turn = Promise.withResolvers<void>();
    let asked = 0;
    const session = bed.open({
      pace: () => {
        asked += 1;
        return turn.promise;
      },
    });
    const collecting = bed.collect(session, { count: marks.length });
    while (asked === 0) await wait(10);
    const { up } = bed.proxy.seen;
    await wait(50);
    assert.equal(bed.proxy.seen.up, up, 'it was asked for something');
    turn.resolve();
    assert.deepEqual(marksOf((await collecting).messages, marks), marks);
  });

  register('who waits for a turn is stopped', async (bed) => {
    await bed.incoming.put(newMarks(1));
    const stop = new AbortController();
    const session = bed.open({
      pace: (signal) => {
        setImmediate(() => stop.abort());
        return wait(600_000, undefined, { signal });
      },
    });
    const run = async (): Promise<void> => {
      for await (const _received of bed.receive(session, null, stop.signal)) assert.fail('its turn had not come');
    };
    await guard('receive()', run());
  });
}
