// Expressions and documents that mean harm. Whatever they do costs their own document alone: the ones before and after are mapped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#kernel/limits.ts';
import { mapAll, mapEach, mapperOf, mapping, short } from './mapping.testsuite.ts';

const documents = Array.from({ length: 7 }, (_, n) => ({ n }));

/** On a slow machine memory must be what ends a document, or time, not the other one. */
const little = { mapDocumentMs: 30_000, mapHeapMb: 48 };
const soon = { mapDocumentMs: 1_500 };

const costly: readonly (readonly [what: string, expression: string, code: string, bounds: object])[] = [
  ['loops', '($f := function($n) { $f($n + 1) }; $f(1))', 'mapping_too_slow', soon],
  [
    'runs a regular expression for ever',
    '$contains("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)',
    'mapping_too_slow',
    soon,
  ],
  ['doubles a list', '($f := function($s) { $f($append($s, $s)) }; $f([1..1000]))', 'mapping_too_large', little],
  ['doubles a text', '($f := function($s) { $f($s & $s) }; $f("0123456789"))', 'mapping_too_large', little],
  ['pads a text', '$length($pad("x", 2000000000))', 'mapping_too_large', little],
  ['answers too much', '$pad("x", 5000000)', 'mapping_too_large', { mapDocumentMs: 30_000 }],
  ['makes a list of ten millions', '[1..9999999].{"a": $, "b": [1,2,3]}', 'mapping_too_large', little],
  ['calls itself too deep', '($f := function($n) { 1 + $f($n + 1) }; $f(1))', 'mapping_failed', little],
];

for (const [what, expression, code, bounds] of costly) {
  test(`a document that ${what} costs itself alone`, async () => {
    await using mapper = mapperOf(mapping(`n = 3 ? ${expression} : n`), { limits: bounds });
    const found = short(await mapAll(mapper, documents));
    const isOther = code === 'mapping_failed' && found[3] === 'mapping_too_large';
    assert.deepEqual(found, [0, 1, 2, isOther ? found[3] : code, 4, 5, 6]);
    assert.deepEqual(short(await mapAll(mapper, [{ n: 8 }])), [8], 'it goes on');
  });
}

test('a batch in which every document loops ends with its time', async () => {
  await using mapper = mapperOf(mapping('($f := function($n) { $f($n + 1) }; $f(1))'), {
    limits: { mapDocumentMs: 200, mapBatchMs: 1_000 },
  });
  const answers = await mapAll(
    mapper,
    Array.from({ length: 50 }, () => ({})),
  );
  assert(answers.every((answer) => !answer.ok && answer.problem.code === 'mapping_too_slow'));
  const last = answers.at(-1);
  assert.match(last?.ok === false ? last.problem.detail : '', /was not reached/);
});

const escapes: readonly string[] = [
  'process',
  '$process',
  '$globalThis',
  '$require',
  '$fetch',
  '$constructor',
  '$__proto__',
  'constructor.constructor("return process")()',
  '$sum.constructor',
  '$sum.implementation',
  '$map.constructor("return 1")',
  '"a".constructor',
  '$string.__proto__',
  'n.__proto__.constructor',
  '$lookup($sum, "constructor")',
  '$lookup("a", "constructor", null)',
  '$.constructor.constructor',
  '/a/.constructor',
  '$values.constructor',
  '$each($sum, function($v, $k) { $k })',
  '$keys($sum)',
  '$spread($instant)',
  '**.constructor',
  '$clone($sum)',
  'function($x) { $x }',
  '$sum',
  '{ "f": $sum }',
  '{ "f": function($x) { $x } }',
];

test('nothing of the process can be reached', async () => {
  for (const [index, answer] of (await mapEach(escapes, { n: 1 })).entries()) {
    if (answer.ok)
      assert.doesNotMatch(
        JSON.stringify(answer.value),
        /native|function|implementation|environment|_jsonata_/,
        escapes[index],
      );
    else assert.equal(answer.problem.code, 'mapping_failed', escapes[index]);
  }
});

test('what one document does to objects is not seen by the next', async () => {
  const poison = [
    '($x := n ~> |$|{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}|; $x)',
    '$merge([$, {"__proto__": {"polluted": true}}])',
    '{"__proto__": {"polluted": true}}',
    '$ ~> |__proto__|{"polluted": true}|',
    '$ ~> |constructor.prototype|{"polluted": true}|',
    '($ ~> |**|{"polluted": true}|)',
  ];
  const documents_ = [
    JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "n": {}}',
    ) as unknown,
    { n: {} },
  ];
  for (const one of poison) {
    await using mapper = mapperOf(mapping(`$exists(clean) ? {"seen": polluted, "other": {}.polluted} : ${one}`));
    const [, , last] = short(await mapAll(mapper, [...documents_, { clean: true }]));
    assert.deepEqual(last, {}, one);
  }
  assert.equal(({} as { polluted?: boolean }).polluted, undefined, 'nor by the node');
});

test('keys of documents that name parts of objects are keys like others', async () => {
  await using mapper = mapperOf(mapping('$'));
  const text = '{"__proto__":{"a":1},"constructor":2,"toString":3,"hasOwnProperty":4,"toJSON":5,"then":6,"length":7}';
  const [answer] = short(await mapAll(mapper, [JSON.parse(text)]));
  assert.equal(JSON.stringify(answer), text);
});

test('documents that pretend to be functions of the language are not called', async () => {
  await using mapper = mapperOf(mapping('$map([1], f)'));
  const forged = {
    f: { _jsonata_lambda: true, _jsonata_function: true, arguments: [], body: { type: 'variable', value: 'now' } },
  };
  const [answer, next] = await mapAll(mapper, [forged, { f: 1 }]);
  assert.equal(answer?.ok, false);
  assert.equal(next?.ok, false);
});

test('a document nested too deep, or too large, fails alone', async () => {
  await using mapper = mapperOf(mapping('$count(**) >= 0 ? "ok" : "ok"'));
  const deep = JSON.parse(`${'['.repeat(50_000)}1${']'.repeat(50_000)}`) as unknown;
  const large = { text: 'x'.repeat(limits.mapDocumentCharactersMax) };
  const found = short(await mapAll(mapper, [{}, deep, large, {}]));
  assert.deepEqual(found, ['ok', 'mapping_too_large', 'mapping_too_large', 'ok']);
});

test('an expression that cannot be parsed without harm is refused', async () => {
  const expressions = [
    `${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
    `"${'\\u0061'.repeat(5_000)}`,
    '/(/',
    '$contains("a", /[/)',
  ];
  for (const answer of await mapEach(expressions, {})) {
    assert(!answer.ok);
    assert.match(answer.problem.detail, /^The expression cannot be used/);
  }
});
