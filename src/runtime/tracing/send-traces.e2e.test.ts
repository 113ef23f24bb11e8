// What a tracer sends, and what becomes of it when the collector is away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Work } from '#kernel/trace.ts';
import { startCollector } from './collector.testsuite.ts';
import { sendTraces } from './send-traces.ts';
import type { SentTraces } from './send-traces.ts';
import { spanIdOf, traceIdOf } from './trace-ids.ts';

function traces(endpoint: string, ratio = 1): SentTraces & { readonly lost: string[] } {
  const lost: string[] = [];
  const sent = sendTraces({
    endpoint,
    ratio,
    network: 'test',
    version: '0.0.0-test',
    onLost: (sentence) => lost.push(sentence),
  });
  return { ...sent, lost };
}

function work(name: string, more: Partial<Work> = {}): Work {
  return { name, kind: 'internal', attributes: {}, ...more };
}

test('parts that ended before the trace was known are sent in it, in their place', async () => {
  await using collector = await startCollector();
  const { tracer, stop, lost } = traces(collector.endpoint);
  const outer = tracer.start(work('outer'));
  tracer.within(outer, () => {
    const early = tracer.start(work('early'));
    tracer.within(early, () => tracer.start(work('earlier')).end());
    early.end('too_early');
    tracer.start(work('telling', { correlationId: 'R-1', messageId: 'msg_1' })).end();
    tracer.start(work('elsewhere', { correlationId: 'R-2' })).end();
  });
  outer.note({ late: true });
  outer.end();
  outer.end('twice');
  tracer.start(work('days later', { place: 'apart', correlationId: 'R-1', causationId: 'msg_1' })).end();
  tracer.start(work('of nobody', { correlationId: 'R-1', causationId: 'their-own-id' })).end();
  await stop();
  assert.deepEqual(lost, []);
  const spans = new Map(collector.spans.map((span) => [span.name, span]));
  const parents = ['outer', 'early', 'earlier', 'telling', 'elsewhere', 'days later', 'of nobody'].map((name) => {
    const { traceId, parentSpanId } = spans.get(name) ?? {};
    const parent = collector.spans.find(({ spanId }) => spanId === parentSpanId);
    return [name, traceId === traceIdOf('R-1') ? 'R-1' : traceId, parent?.name ?? null];
  });
  assert.deepEqual(parents, [
    ['outer', 'R-1', null],
    ['early', 'R-1', 'outer'],
    ['earlier', 'R-1', 'early'],
    ['telling', 'R-1', 'outer'],
    ['elsewhere', traceIdOf('R-2'), null],
    ['days later', 'R-1', 'telling'],
    ['of nobody', 'R-1', null],
  ]);
  assert.equal(spans.get('telling')?.spanId, spanIdOf('msg_1'));
  assert.deepEqual(spans.get('elsewhere')?.links, [{ ...link(spans.get('outer')) }]);
  assert.deepEqual([spans.get('early')?.status, spans.get('early')?.facts], [2, { 'error.type': 'too_early' }]);
  assert.deepEqual([spans.get('outer')?.status, spans.get('outer')?.facts], [0, { late: true }]);

  function link(span: (typeof collector.spans)[number] | undefined): object {
    const found = spans.get('elsewhere')?.links[0];
    return { ...found, traceId: span?.traceId, spanId: span?.spanId };
  }
});

test('of the traces only a share is sent, and every node sends the same ones whole', async () => {
  await using collector = await startCollector();
  const nodes = [traces(collector.endpoint, 0.5), traces(collector.endpoint, 0.5)];
  for (const { tracer } of nodes)
    for (let order = 0; order < 200; order++) {
      const span = tracer.start(work('order', { correlationId: `R-${order}` }));
      assert.match(span.traceparent, new RegExp(`^00-${traceIdOf(`R-${order}`)}-[0-9a-f]{16}-0[01]$`));
      span.end();
    }
  await Promise.all(nodes.map(({ stop }) => stop()));
  const kept = Map.groupBy(collector.spans, ({ traceId }) => traceId);
  assert.ok(kept.size > 50 && kept.size < 150, String(kept.size));
  assert.ok([...kept.values()].every((spans) => spans.length === 2));
});

test('a collector that refuses costs spans and one sentence, without the words it refused them with', async () => {
  await using collector = await startCollector();
  collector.answer = 400;
  const { tracer, stop, lost } = traces(collector.endpoint);
  for (let times = 0; times < 1_500; times++) tracer.start(work('lost', { correlationId: `R-${times}` })).end();
  await stop();
  assert.equal(lost.length > 0 && lost.length <= 2, true, lost.join('\n')); // At once, and what is left at the end.
  const counts = lost.map((sentence) => Number(/did not get (\d+) spans/.exec(sentence)?.[1]));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    1_500,
  );
});

test('more than can wait is dropped and told', async () => {
  await using collector = await startCollector();
  const { tracer, stop, lost } = traces(collector.endpoint);
  for (let times = 0; times < 10_000; times++) tracer.start(work('many', { correlationId: 'R' })).end();
  await stop();
  const [told] = lost;
  assert.equal(lost.length, 1);
  assert.match(told ?? '', /more came than could be sent/);
  const count = Number(/did not get (\d+) spans/.exec(told ?? '')?.[1]);
  assert.ok(count > 0);
  assert.equal(collector.spans.length + count, 10_000);
});
