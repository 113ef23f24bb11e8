import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createAjv } from '#contracts/ajv.ts';
import type { Configured } from '#connectors/connector.ts';
import { anyHolds, answered } from './conditions.ts';
import type { Condition } from './conditions.ts';
import { httpConnector } from './connector.ts';
import { isSame, parseJson } from './json.ts';
import { declare } from './operation.ts';
import { nextLink } from './paging.ts';
import { at } from './pointer.ts';
import { beginning, begun, fieldValue, formatTime, readProgress, sinceOf } from './progress.ts';
import { keyOf } from './records.ts';
import { Secrets } from './secrets.ts';
import { fillHeaders, fillPath, fillQuery, fillText, TemplateProblem } from './template.ts';

test('pointers find own members and nothing of a prototype', () => {
  const document = { 'a/b': { '~': [1, { x: null }] }, '': 7 };
  const cases: readonly (readonly [string, unknown])[] = [
    ['', document],
    ['/', 7],
    ['/a~1b/~0/0', 1],
    ['/a~1b/~0/1/x', null],
    ['/a~1b/~0/01', undefined],
    ['/a~1b/~0/-', undefined],
    ['/a~1b/~0/length', undefined],
    ['/constructor', undefined],
    ['/__proto__/x', undefined],
    ['/toString', undefined],
  ];
  for (const [pointer, found] of cases) assert.deepEqual(at(document, pointer), found, pointer);
});

test('whatever a value is, it stays in its segment, its parameter and its header', () => {
  const base = new URL('https://api.example/v1');
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('..', '%2e%2e', '/../', '//x', '?', '#')),
      (id) => {
        const sources = { value: { id }, names: {} };
        let path: string;
        try {
          path = fillPath('/orders/{/id}/lines', sources);
        } catch (error) {
          assert.ok(error instanceof TemplateProblem);
          return;
        }
        const url = new URL(`${base.href}${path}?${fillQuery({ a: 'x{/id}', b: '1' }, sources)}`);
        assert.equal(url.origin, base.origin);
        const segments = url.pathname.split('/');
        assert.equal(segments.length, 5);
        assert.equal(decodeURIComponent(segments[3] ?? ''), id);
        assert.deepEqual([...url.searchParams.keys()], ['a', 'b']);
        assert.equal(url.searchParams.get('a'), `x${id}`);
        assert.equal(url.hash, '');
      },
    ),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (id) => {
      try {
        assert.match(fillHeaders({ a: '{/id}' }, { value: { id }, names: {} })['a'] ?? '', /^[\x20-\x7e]*$/);
      } catch (error) {
        assert.ok(error instanceof TemplateProblem);
      }
    }),
  );
});

test('braces, places that may be missing, and what is no template', () => {
  const sources = { value: { a: 1, b: null, c: {} }, names: { id: 'x' } };
  assert.equal(fillText('{{{/a}}}-{id}', sources), '{1}-x');
  assert.equal(fillText('{/b?}', sources), null);
  for (const [text, problem] of [
    ['{/b}', /missing/],
    ['{/c}', /list or an object/],
    ['{name', /other half/],
    ['{}', /neither/],
    ['{a.b}', /neither/],
  ] as const)
    assert.throws(() => fillText(text, sources), problem, text);
  assert.throws(() => fillText('{/a}', { value: { a: 'x'.repeat(2_001) }, names: {} }), /2001 characters/);
});

test('conditions compare status, headers and what the body says', () => {
  const answer = answered(200, { 'x-code': 'E7' }, Buffer.from('{"ok":false,"n":"0","list":[],"text":"not found"}'));
  const cases: readonly (readonly [Condition, boolean])[] = [
    [{ status: [200] }, true],
    [{ status: ['2xx'] }, true],
    [{ status: [201, '4xx'] }, false],
    [{ header: 'X-Code', is: 'E7' }, true],
    [{ header: 'x-none' }, false],
    [{ pointer: '/ok', is: false }, true],
    [{ pointer: '/n', is: 0 }, true],
    [{ pointer: '/n', in: [1, 2] }, false],
    [{ pointer: '/none', exists: false }, true],
    [{ pointer: '/none', is: null }, true],
    [{ pointer: '/text', contains: 'found' }, true],
    [{ pointer: '/list', is: [] }, true],
    [{ status: [200], pointer: '/ok', is: true }, false],
  ];
  for (const [condition, expected] of cases)
    assert.equal(anyHolds([condition], answer), expected ? 'yes' : 'no', JSON.stringify(condition));
  const html = answered(200, {}, Buffer.from('<html>'));
  assert.equal(anyHolds([{ status: [500] }, { pointer: '/ok' }], html), 'unreadable');
  assert.equal(anyHolds([{ status: [200] }, { pointer: '/ok' }], html), 'yes');
});

test('JSON is read to the digit, bounded, and compared by what it says', () => {
  const read = (text: string): unknown => {
    const parsed = parseJson(Buffer.from(text));
    return parsed.ok ? parsed.value : parsed.detail;
  };
  assert.equal(JSON.stringify(read('[1e400, 12345678901234567890, 1.10]')), '[null,12345678901234567890,1.1]');
  assert.match(String(read('['.repeat(101) + ']'.repeat(101))), /100 lists/);
  assert.equal(JSON.stringify(read(`["${'['.repeat(200)}\\""]`)).length, 206);
  assert.equal(read(''), 'It is empty.');
  assert.equal(read('{'), 'It is not JSON.');
  const broken = parseJson(Buffer.from([0x22, 0xff, 0x22]));
  assert.equal(broken.ok, false);
  fc.assert(
    fc.property(fc.jsonValue(), (value) => isSame(read(JSON.stringify(value)), JSON.parse(JSON.stringify(value)))),
  );
});

test('the next link of a Link header is found among others', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['', null],
    ['<https://a/x?page=2>; rel="next"', 'https://a/x?page=2'],
    ['<https://a/x?page=1>; rel="previous", <https://a/x?a=1,2;3>; rel="next"', 'https://a/x?a=1,2;3'],
    ['<b>; title="next"; rel=last, <c>; rel=next', 'c'],
    ['<d>; rel="last NEXT"', 'd'],
    ['<e>; rev="next"', null],
  ];
  for (const [header, link] of cases) assert.equal(nextLink(header), link, header);
});

test('times are read in the forms that systems write', () => {
  const cursor = { kind: 'field', pointer: '', type: 'time', overlap: 1_000 } as const;
  const cases: readonly (readonly [unknown, string | undefined])[] = [
    ['2026-01-01T10:00:00+02:00', '2026-01-01T08:00:00.000Z'],
    ['2026-01-01T10:00:00+0200', '2026-01-01T08:00:00.000Z'],
    ['2026-01-01 08:00:00', '2026-01-01T08:00:00.000Z'],
    ['2026-01-01T08:00:00.1234567Z', '2026-01-01T08:00:00.123Z'],
    ['2026-01-01', '2026-01-01T00:00:00.000Z'],
    [1_767_254_400, '2026-01-01T08:00:00.000Z'],
    [1_767_254_400_000, '2026-01-01T08:00:00.000Z'],
    ['yesterday', undefined],
    [null, undefined],
    ['2026-02-30', undefined],
  ];
  for (const [found, expected] of cases) assert.equal(fieldValue(cursor, found), expected, String(found));
  assert.equal(sinceOf(cursor, '2026-01-01T08:00:00.000Z'), '2026-01-01T07:59:59.000Z');
  assert.equal(sinceOf({ ...cursor, type: 'number', overlap: 5 }, '20'), '15');
  const at8 = Date.parse('2026-01-01T08:00:00.500Z');
  assert.deepEqual(
    (['iso', 'iso_seconds', 'date', 'epoch_seconds', 'epoch_ms'] as const).map((format) => formatTime(at8, format)),
    ['2026-01-01T08:00:00.500Z', '2026-01-01T08:00:00Z', '2026-01-01', '1767254400', '1767254400500'],
  );
  for (const text of ['', '[]', '{"since":1}', '{"next":{"kind":"page"}}'])
    assert.equal(readProgress(text), null, text);
});

test('a key names the record and its version, and has room in the table', () => {
  const stream = { path: '', key: ['/a', '/b'] };
  const options = { stream, poll: 'p' };
  assert.equal(keyOf({ a: 1, b: 'x', c: 2 }, options), '1/x@p');
  assert.equal(keyOf({ a: 1, b: 'x', rev: 4 }, { stream: { ...stream, version: '/rev' }, poll: 'p' }), '1/x@4');
  assert.match(keyOf({ a: 1 }, options), /^[0-9a-f]{64}@p$/);
  const content = { stream: { ...stream, version: 'content' }, poll: 'p' };
  assert.equal(keyOf({ a: 1, b: 2, c: { d: 3, e: 4 } }, content), keyOf({ c: { e: 4, d: 3 }, b: 2, a: 1 }, content));
  assert.equal(keyOf({ a: 'x'.repeat(600), b: 1 }, options).length, 64);
});

test('secrets are taken out in every spelling', () => {
  const secret = 'p@ss word/+ü';
  const secrets = new Secrets([secret, '']);
  secrets.add('token');
  const form = new URLSearchParams({ x: secret }).toString();
  const said = `${secret} ${encodeURIComponent(secret)} ${form} ${Buffer.from(secret).toString('base64')} token\u202e\n`;
  assert.equal(secrets.show(said), '(secret) (secret) x=(secret) (secret) (secret)');
  assert.equal(secrets.show('a'.repeat(400)).length, 301);
});

test('what an operation does follows from its method, unless it is said', () => {
  assert.deepEqual(declare({ method: 'GET', path: '' }), { effect: 'read', idempotency: 'native' });
  assert.deepEqual(declare({ method: 'POST', path: '' }), { effect: 'write', idempotency: 'none' });
  assert.deepEqual(declare({ method: 'PUT', path: '' }), { effect: 'write', idempotency: 'native' });
  assert.deepEqual(declare({ method: 'PATCH', path: '' }), { effect: 'write', idempotency: 'none' });
  assert.deepEqual(declare({ method: 'POST', path: '', idempotencyHeader: 'K' }), {
    effect: 'write',
    idempotency: 'key',
  });
  assert.deepEqual(declare({ method: 'POST', path: '', effect: 'read' }), { effect: 'read', idempotency: 'none' });
});

test('the schemas are strict, and settings that cannot work are named with their place', () => {
  const ajv = createAjv({ allErrors: true });
  const { settings, stream, operation } = httpConnector;
  assert.ok(stream !== null && operation !== null);
  const check = { settings: ajv.compile(settings), stream: ajv.compile(stream), operation: ajv.compile(operation) };
  assert.equal(
    check.settings({ url: 'https://a.example', auth: { kind: 'basic', username: 'u' }, password: 'x' }),
    false,
  );
  assert.equal(check.stream({ path: 'orders' }), false);
  assert.equal(check.stream({ path: '/orders?x=1' }), false);
  assert.equal(check.operation({ method: 'POST', path: '/a', headers: { 'x y': '1' } }), false);
  const problems = (configured: Partial<Configured>): readonly string[] =>
    (
      httpConnector.check?.(
        { settings: { url: 'https://a.example/v1' }, streams: {}, operations: {}, credentials: [], ...configured },
        { allowPrivate: false },
      ) ?? []
    ).map(({ pointer, detail }) => `${pointer} ${detail}`);
  assert.deepEqual(problems({}), []);
  for (const [configured, expected] of [
    [{ settings: { url: 'ftp://a' } }, /^\/settings\/url ftp: is not a protocol/],
    [{ settings: { url: 'https://u:p@a.example' } }, /has a user/],
    [{ settings: { url: 'https://a.example/?key=1' } }, /has a query/],
    [{ settings: { url: 'http://a.example' } }, /not encrypted/],
    [{ settings: { url: 'https://10.0.0.1' } }, /private network/],
    [{ settings: { url: 'https://a.example', auth: { kind: 'bearer' } } }, /^\/credentials\/token It is needed/],
    [{ credentials: ['certificate'] }, /belong together/],
    [{ streams: { in: { path: '/x', query: { a: '{since}' } } } }, /^\/streams\/in \{since\}/],
    [{ streams: { in: { path: '/x/{/id}' } } }, /asks for a value/],
    [{ streams: { in: { path: '/x', paging: { kind: 'page' } } } }, /every request would be the same/],
    [{ streams: { in: { path: '/x', body: {} } } }, /GET has no body/],
    [{ streams: { in: { path: '/x', as: 'whole', records: '/a' } } }, /kept whole/],
    [{ operations: { out: { method: 'PUT', path: '/{x}' } } }, /^\/operations\/out \{x\}.*nothing that there is/],
    [{ operations: { out: { method: 'PUT', path: '/{' } } }, /other half/],
    [{ operations: { out: { method: 'POST', path: '/', idempotency: 'key' } } }, /No key is sent/],
  ] as const) {
    const found = problems(configured);
    assert.equal(found.length, 1, JSON.stringify([configured, found]));
    assert.match(found[0] ?? '', expected);
  }
});

test('a poll begins at an instant, at the beginning or now, in the form that the other system takes', () => {
  const cursor = { kind: 'field', pointer: '/at', type: 'time', overlap: 60_000 } as const;
  const first = (more: object): unknown => sinceOf({ ...cursor, ...more }, null);
  assert.equal(first({ start: '2026-01-01T00:00:00Z', format: 'epoch_seconds' }), '1767225600');
  assert.equal(first({ start: '1767225600', format: 'epoch_seconds' }), '1767225600');
  assert.equal(first({ start: '2026-01-01', format: 'date' }), '2026-01-01');
  assert.equal(first({ start: 'beginning' }), '1970-01-01T00:00:00.000Z');
  assert.equal(first({ start: 'their own words' }), 'their own words');
  assert.equal(first({}), undefined);
  assert.equal(first({ type: 'number', start: 'beginning' }), '0');
  assert.equal(first({ type: 'number', start: '17' }), '17');
  assert.equal(first({ type: 'text', start: 'now' }), 'now');
  const now = '2026-07-01T08:00:00.000Z';
  // What happens between the first poll and the second is not left out.
  const progress = begun({ ...cursor, start: 'now' }, beginning, now);
  assert.equal(progress.since, now);
  assert.equal(sinceOf({ ...cursor, start: 'now' }, progress.since), '2026-07-01T07:59:00.000Z');
  const later = { ...beginning, since: '2026-06-01T00:00:00.000Z' };
  assert.deepEqual(begun({ ...cursor, start: 'now' }, later, now), later);
  assert.deepEqual(begun(null, beginning, now), beginning);
});
