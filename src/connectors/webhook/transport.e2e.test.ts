import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReach } from '#connectors/network/reach.ts';
import { startReceiver } from './receiver.testsuite.ts';
import { WebhookTransport } from './transport.ts';

test('an origin that is allowed by name is delivered to, and nothing else inside the own network', async () => {
  await using allowed = await startReceiver();
  await using other = await startReceiver();
  const allowedOrigins = new Set([new URL(allowed.url).origin]);
  const transport = new WebhookTransport({ reach: createReach({ allowPrivate: false, allowedOrigins }) });
  const send = async (url: string): Promise<unknown> => {
    const sent = await transport.send({ url, headers: {}, body: '{}', signal: new AbortController().signal });
    return sent.kind === 'answered' ? sent.status : sent.kind === 'failed' ? sent.fault.code : sent.kind;
  };
  try {
    assert.equal(await send(allowed.url), 204);
    assert.equal(await send(other.url), 'target_refused');
    // The same port by another name is another origin.
    assert.equal(await send(allowed.url.replace('127.0.0.1', 'localhost')), 'target_refused');
    allowedOrigins.clear();
    assert.equal(await send(allowed.url), 'target_refused');
  } finally {
    transport.close();
  }
});
