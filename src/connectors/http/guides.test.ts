// The connections that the guides show can be defined as they stand there, and do what the guides say.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { connectionOf, problemsOf } from '#connections/define.ts';
import type { ConnectionRequest } from '#connections/define.ts';
import { formats } from '#connections/formats/formats.ts';
import { connectors } from '#connections/registry.ts';
import { hookConnector } from '#connectors/hook/connector.ts';
import { signingProperties } from '#connectors/hook/scheme.ts';

function blocks(name: string, kind: string): readonly unknown[] {
  const text = readFileSync(new URL(`../../../docs/guides/${name}.md`, import.meta.url), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`json ${kind}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, json = '']) => JSON.parse(json) as unknown,
  );
}

function problems(request: ConnectionRequest): readonly unknown[] {
  const credentials = Object.keys(request.credentials ?? {});
  return problemsOf(connectionOf('guide', request), { connectors, formats, credentials, allowPrivate: false });
}

test('the connections of the guides can be defined', () => {
  for (const [name, count] of [
    ['connect-http', 2],
    ['receive-webhooks', 1],
    ['connect-files', 2],
    ['connect-as2', 1],
  ] as const) {
    const shown = blocks(name, 'connection') as readonly ConnectionRequest[];
    assert.equal(shown.length, count, name);
    for (const request of shown) assert.deepEqual(problems(request), [], `${name}: ${request.kind}`);
  }
});

test('the message of the guide is taken by the connection of the guide', () => {
  const [request] = blocks('receive-webhooks', 'connection') as readonly ConnectionRequest[];
  const [message] = blocks('receive-webhooks', 'message') as readonly {
    headers: Record<string, string>;
    body: string;
  }[];
  assert.ok(request !== undefined && message !== undefined);
  const { settings, streams } = connectionOf('guide', request);
  const secret = request.credentials?.['secret'] ?? '';
  const take = (signature: string): string => {
    const taken = hookConnector.take({
      connection: 'shop',
      settings,
      stream: streams[0]?.settings ?? {},
      credentials: { secret },
      headers: { ...message.headers, 'x-shopify-hmac-sha256': signature },
      body: Buffer.from(message.body),
      now: 0,
    });
    return taken.kind === 'taken' ? taken.messages.map(({ key }) => key).join() : taken.kind;
  };
  assert.equal(take(createHmac('sha256', secret).update(message.body).digest('base64')), '1/2026-03-01T10:00:00Z');
  assert.equal(take('AAAA'), 'refused');
});

test('the schemes that the guide lists are settings that can be defined, and it names every setting', () => {
  const text = readFileSync(new URL('../../../docs/guides/receive-webhooks.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| (?:Shopify|GitHub|Stripe|Slack|Square).*? \| `(.*?)`(?: .*)?\|$/gm)];
  assert.equal(rows.length, 5);
  for (const [row, settings] of rows) {
    const proof = JSON.parse(`{"kind":"hmac",${settings}}`) as object;
    const request = {
      kind: 'hook',
      owner: 'Tests',
      settings: { proof, publicUrl: 'https://here.example/v1/in/a/b' },
      credentials: { secret: 's' },
    };
    assert.deepEqual(problems(request), [], row);
  }
  for (const name of Object.keys(signingProperties)) assert.match(text, new RegExp(`\`${name}\``), name);
});
