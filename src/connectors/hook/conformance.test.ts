// What is pushed in against the vectors of Standard Webhooks and the CloudEvents conformance features. They are not part of this
// repository; the folder CROSSDOCK_TEST_DATA holds them under conformance/.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isSame } from '#connectors/http/json.ts';
import { readCloudEvents } from './cloud-events.ts';
import { proofProblem } from './verify.ts';

const given = process.env['CROSSDOCK_TEST_DATA'];
const data = given ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const vectors = join(data, 'conformance', 'standard-webhooks', 'VECTORS.json');
const feature = join(data, 'conformance', 'cloudevents', 'features', 'http-protocol-binding.feature');

function skipWithout(path: string): string | false {
  return existsSync(path) ? false : `${path} is not here; CROSSDOCK_TEST_DATA names the folder that holds conformance/`;
}

interface Vector {
  readonly secret: string;
  readonly id: string;
  readonly timestamp: string;
  readonly payload: string;
  readonly signature: string;
}

test(
  'the vectors of Standard Webhooks are taken, and refused in every way that the standard names',
  { skip: skipWithout(vectors) },
  () => {
    const { symmetric, verification_must: rules } = JSON.parse(readFileSync(vectors, 'utf8')) as {
      readonly symmetric: readonly Vector[];
      readonly verification_must: readonly string[];
    };
    assert.ok(symmetric.length > 0);
    for (const { secret, id, timestamp, payload, signature } of symmetric) {
      const at = Number(timestamp) * 1_000;
      const headers: Record<string, string> = {
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signature,
      };
      const isTaken = (
        change: Readonly<Record<string, string | undefined>>,
        more: { now?: number; secret?: string; body?: string } = {},
      ): boolean =>
        proofProblem(
          { kind: 'standard_webhooks' },
          {
            headers: { ...headers, ...change },
            body: Buffer.from(more.body ?? payload),
            now: more.now ?? at,
            credentials: { secret: more.secret ?? secret },
            url: '',
          },
        ) === null;
      const checks: readonly (readonly [string, boolean, boolean])[] = [
        ['the vector', isTaken({}), true],
        ['without id', isTaken({ 'webhook-id': undefined }), false],
        ['without time', isTaken({ 'webhook-timestamp': undefined }), false],
        ['without signature', isTaken({ 'webhook-signature': undefined }), false],
        ['a time that is no number', isTaken({ 'webhook-timestamp': 'hello' }), false],
        ['another signature', isTaken({ 'webhook-signature': 'v1,dGhpcyBpcyBub3QgaXQ=' }), false],
        ['another body', isTaken({}, { body: `${payload} ` }), false],
        ['five minutes ago', isTaken({}, { now: at + 300_000 }), true],
        ['longer ago', isTaken({}, { now: at + 301_000 }), false],
        ['too far ahead', isTaken({}, { now: at - 301_000 }), false],
        ['one of several', isTaken({ 'webhook-signature': `v1,AAAA v2,BBBB ${signature}` }), true],
        ['an unknown version alone', isTaken({ 'webhook-signature': signature.replace('v1,', 'v2,') }), false],
        ['a secret without its prefix', isTaken({}, { secret: secret.replace('whsec_', '') }), true],
        ['another secret', isTaken({}, { secret: `whsec_${Buffer.alloc(24, 1).toString('base64')}` }), false],
      ];
      for (const [name, got, expected] of checks) assert.equal(got, expected, name);
    }
    assert.equal(rules.length, 7, 'the standard asks for more than is tried here');
  },
);

interface Example {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly data: unknown;
}

test(
  'the CloudEvents of the conformance features have their attributes and data',
  { skip: skipWithout(feature) },
  () => {
    const examples = readFeature(readFileSync(feature, 'utf8'));
    assert.equal(examples.length, 4);
    for (const { name, headers, body, attributes, data: expected } of examples) {
      const [event] = readCloudEvents(headers, Buffer.from(body)) ?? [];
      assert.ok(event, name);
      const { data: got, ...rest } = event;
      assert.deepEqual(rest, attributes, name);
      assert.ok(isSame(got, expected), name);
    }
  },
);

/** Scenario outlines with a request, a table of attributes and JSON data, once for each of their examples. */
function readFeature(text: string): Example[] {
  return text
    .split('Scenario Outline: ')
    .slice(1)
    .flatMap((outline) => {
      const [request = '', json = ''] = [...outline.matchAll(/"""\n([\s\S]*?)\n\s*"""/g)].map(([, block = '']) =>
        block.replace(/^ {8}/gm, ''),
      );
      const [table = '', examples = ''] = outline.split('Examples:');
      const rows = (part: string): string[][] =>
        [...part.matchAll(/^\s*\|(.+)\|\s*$/gm)].map(([, row = '']) => row.split('|').map((cell) => cell.trim()));
      return rows(examples)
        .slice(1)
        .map(([contentType = '']): Example => {
          const fill = (part: string): string => part.replaceAll('<contentType>', contentType);
          const [head = '', body = ''] = fill(request).split('\n\n');
          const headers = head
            .split('\n')
            .slice(1)
            .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
          const attributes = rows(fill(table))
            .slice(1)
            .map(([key = '', value = '']) => [key, value]);
          return {
            name: contentType,
            headers: Object.fromEntries(headers),
            body,
            attributes: Object.fromEntries(attributes),
            data: JSON.parse(json),
          };
        });
    });
}
