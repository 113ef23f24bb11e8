// What is pushed: from whom it says it is, or nobody learns more of it; and known when it comes again.
import assert from 'node:assert/strict';
import type { Connector, PushedConnector, RawMessage, Taken } from './connector.ts';
import { markOf, newMarks } from './harness.testsuite.ts';
import type { Bed, Register } from './harness.testsuite.ts';
import type { PushedRequest } from './pushed-side.testsuite.ts';

export function isPushed(connector: Connector): connector is PushedConnector {
  return 'take' in connector;
}

interface Hand {
  readonly request: PushedRequest;
  readonly credentials?: Readonly<Record<string, string>>;
  readonly now?: number;
}

function take(bed: Bed, { request, credentials = bed.harness.credentials, now = Date.now() }: Hand): Taken {
  const { connector, harness, incoming } = bed;
  assert.ok(isPushed(connector), 'a harness with a side that pushes is of a connector that is pushed to');
  const taken = connector.take({
    connection: 'test',
    settings: harness.settings,
    stream: incoming.settings,
    credentials,
    ...request,
    now,
  });
  bed.note(taken.kind === 'refused' ? taken : taken.messages.map(({ key, about }) => ({ key, about })));
  return taken;
}

function taken(bed: Bed, hand: Hand): readonly RawMessage[] {
  const answer = take(bed, hand);
  assert.ok(answer.kind === 'taken', answer.kind === 'refused' ? answer.detail : '');
  return answer.messages;
}

function request(bed: Bed, mark: string, by = bed.harness.credentials, now = Date.now()): PushedRequest {
  assert.ok(bed.harness.pushed, 'a connector that is pushed to has a side that pushes');
  return bed.harness.pushed.request(mark, by, now);
}

function assertRefused(bed: Bed, why: string, hand: Hand): void {
  const answer = take(bed, hand);
  assert.ok(answer.kind === 'refused', why);
  assert.match(answer.detail, /^\S[^]{5,500}\.$/, 'the owner is told in sentences');
}

/** While those of the harness are replaced by these. */
function replaced(bed: Bed, now: Readonly<Record<string, string>>): Record<string, string> {
  const before = Object.entries(bed.harness.credentials).map(([name, value]) => [`${name}.previous`, value] as const);
  return { ...now, ...Object.fromEntries(before) };
}

export function testPushed(register: Register, overNetwork: Register): void {
  register('only who knows the secret is taken from, and only for what it signed', (bed) => {
    const [mark = '', other = ''] = newMarks(2);
    const mine = request(bed, mark);
    assert.deepEqual(
      taken(bed, { request: mine }).map((message) => markOf(message, [mark])),
      [mark],
    );
    const { expired } = bed.harness;
    assert.ok(expired, 'there are credentials that are not taken');
    assertRefused(bed, 'signed by another one', { request: request(bed, mark, expired) });
    const shown = Object.keys(mine.headers).filter((name) => name !== 'content-type');
    for (const name of shown) {
      const { [name]: _gone, ...headers } = mine.headers;
      assertRefused(bed, `without ${name}`, { request: { ...mine, headers } });
      assertRefused(bed, `another ${name}`, { request: { ...mine, headers: { ...headers, [name]: 'another' } } });
    }
    // Where the body is not signed, whoever has the secret may say anything.
    if (bed.harness.pushed?.signsBody === true)
      assertRefused(bed, 'another body', { request: { ...mine, body: request(bed, other).body } });
    return Promise.resolve();
  });

  register('while a secret is replaced both are taken, and then only the new one', (bed) => {
    const { expired: next, credentials: before } = bed.harness;
    assert.ok(next, 'there is another secret');
    const [mark = ''] = newMarks(1);
    for (const by of [before, next])
      assert.equal(taken(bed, { request: request(bed, mark, by), credentials: replaced(bed, next) }).length, 1);
    assertRefused(bed, 'its time is over', { request: request(bed, mark, before), credentials: next });
    return Promise.resolve();
  });

  register('what is sent again later is known by its key', (bed) => {
    const [mark = '', other = ''] = newMarks(2);
    const now = Date.now();
    const keys = [now, now + 90_000].map((at) =>
      taken(bed, { request: request(bed, mark, undefined, at), now: at }).map(({ key }) => key),
    );
    assert.deepEqual(keys[0], keys[1]);
    assert.notDeepEqual(taken(bed, { request: request(bed, other) })[0]?.key, keys[0]?.[0]);
    return Promise.resolve();
  });

  overNetwork('what comes twice on the way is known by its key', async (bed) => {
    const marks = newMarks(8);
    const session = bed.open();
    await bed.proxy.set({ duplicate: true });
    await bed.incoming.put(marks);
    const { messages } = await bed.collect(session, { marks, isBold: true });
    const keys = Map.groupBy(messages, (message) => markOf(message, marks) ?? '');
    assert.deepEqual(
      [...keys.keys()].toSorted((one, other) => (one < other ? -1 : 1)),
      marks,
    );
    for (const [mark, same] of keys) assert.equal(new Set(same.map(({ key }) => key)).size, 1, mark);
    assert.ok(bed.proxy.seen.duplicated > 0);
  });
}
