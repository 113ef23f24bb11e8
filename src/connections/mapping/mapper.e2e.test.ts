// Mappings in their processes: what they see, and what an identifier costs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identifiers } from './mapping.ts';
import { mapAll, mapEach, mapperOf, mapping, short, someIdentifiers } from './mapping.testsuite.ts';

test('a mapping sees the document, its values, its tables and what is said about the message', async () => {
  await using mapper = mapperOf(
    mapping('{ "n": n, "site": $values.site, "file": $about.file, "unit": $lookup("units", uom), "none": nowhere }'),
  );
  assert.deepEqual(
    short(
      await mapAll(mapper, [
        { n: 1, uom: 'EA' },
        { n: 2, uom: 'CS' },
      ]),
    ),
    [
      { n: 1, site: 'HAM', file: 'a.json', unit: 'each' },
      { n: 2, site: 'HAM', file: 'a.json', unit: 'case' },
    ],
  );
  assert.deepEqual(short(await mapper.map('other', 'shop', [{ document: 1, about: {} }])), ['mapping_unknown']);
  assert.deepEqual(await mapAll(mapper, []), []);
});

test('thousands of documents are answered each by itself, in their order', async () => {
  await using mapper = mapperOf(mapping('{ "twice": n & n }'), { limits: { mapProcesses: 2 } });
  const documents = Array.from({ length: 3_000 }, (_, n) => ({ n }));
  assert.deepEqual(
    short(await mapAll(mapper, documents)),
    documents.map(({ n }) => ({ twice: `${n}${n}` })),
  );
});

const functions: readonly (readonly [expression: string, result: unknown])[] = [
  ['$lookup("units", "XX", "each")', 'each'],
  ['$lookup("units", "XX", null)', null],
  ['$lookup("units", nowhere)', null],
  ['$lookup("units", nowhere, "each")', 'each'],
  ['$lookup("units", null, "each")', 'each'],
  ['$lookup({"a": 1}, "a")', 1],
  ['$lookup([{"a": 1}, {"a": 2}], "a")', [1, 2]],
  ['$instant("2026-07-01 08:00")', '2026-07-01T08:00:00+02:00'],
  ['$instant("2026-07-01T08:00:00Z")', '2026-07-01T08:00:00Z'],
  ['$instant("01.07.2026 08:00", "[D01].[M01].[Y0001] [H01]:[m01]")', '2026-07-01T08:00:00+02:00'],
  ['$instant("2026-07-01 08:00", null, "Asia/Kathmandu")', '2026-07-01T08:00:00+05:45'],
  ['$day("01.07.2026", "[D01].[M01].[Y0001]")', '2026-07-01'],
  ['$instant("01.07.26 8:00 PM +0200", "[D01].[M01].[Y01] [h]:[m01] [P] [Z0001]")', '2026-07-01T18:00:00.000Z'],
  ['$day("2026-07-01T08:00:00Z")', '2026-07-01'],
  ['$local("2026-07-01T22:30:00Z")', '2026-07-02T00:30:00'],
  ['$local("2026-07-01T22:30:00Z", "[D01].[M01].[Y0001]")', '02.07.2026'],
  ['$plus("0.1", "0.2")', '0.3'],
  ['$minus(1, "1.05")', '-0.05'],
  ['$times("12.345678", 3)', '37.037034'],
  ['$divide("10", "3", 2)', '3.33'],
  ['$divide("-1", "8", 2)', '-0.13'],
  ['$rounded("2.345", 2)', '2.35'],
  ['$rounded("12.5", 2)', '12.50'],
  ['$minor("12.50", 2)', 1250],
  ['$major(1250, 2)', '12.50'],
  ['$decimal("1.234,50", ",")', '1234.50'],
  ['$decimal("-1 234.5")', '-1234.5'],
  ['$plus(nowhere, 1)', null],
  ['$toMillis("2026-01-01T00:00:00")', 1767225600000],
  ['$toMillis("08:00", "[H01]:[m01]")', 28800000],
  ['$code("item", nowhere)', null],
  ['$code("item", ["SKU-1", "SKU-2", "SKU-1"])', ['I-1', 'I-2', 'I-1']],
  ['$code("item", "X", {"otherwise": null})', null],
  ['$theirs("item", "I-7")', 'SKU-7'],
];

const errors: readonly (readonly [expression: string, why: RegExp])[] = [
  ['$lookup("units", "XX")', /^The table "units" has no code "XX"/],
  ['$lookup("colours", "red")', /^There is no table "colours" among the lookups of the mapping: units/],
  ['$lookup("units", "constructor")', /has no code "constructor"/],
  ['$lookup("__proto__", "toString")', /no table "__proto__"/],
  ['$instant("soon")', /"soon" is no time in YYYY-MM-DD HH:MM/],
  ['$instant("31.02.2026", "[D01].[M01].[Y0001]")', /"31\.02\.2026" is no time in the form|invalid/],
  ['$day("2026-02-30")', /no date/],
  ['$local("yesterday")', /no time with an offset/],
  ['$decimal("12,5")', /no number with the decimal mark/],
  ['$decimal("1.23.4", ",")', /no number/],
  ['$minor("12.505", 2)', /more than 2 places/],
  ['$divide(1, 0, 2)', /divided by 0/],
  ['$times("1e9", 2)', /no decimal number/],
  ['$code("itm", "SKU-1")', /"itm" is no kind of identifier: use item, unit, partner, site, order, release, shipment/],
  ['$code("item", {"a": 1})', /is no identifier: give a text/],
  ['$error("no such channel")', /^no such channel/],
  ['$now()', /\$now is refused: a mapping has no clock/],
  ['($f := $eval; $f("1"))', /\$eval is refused/],
  ['$map([1], $random)', /\$random is refused/],
  ['{ "a": ', /cannot be used/],
  ['$strin(1)', /^There is no function \$strin /],
];

test('what mappings can call', async () => {
  const mapped = short(
    await mapEach(
      functions.map(([expression]) => expression),
      {},
    ),
  );
  for (const [index, [expression, result]] of functions.entries()) assert.deepEqual(mapped[index], result, expression);
});

test('what cannot be understood is said, with its value', async () => {
  const mapped = await mapEach(
    errors.map(([expression]) => expression),
    {},
  );
  for (const [index, [expression, why]] of errors.entries()) {
    const answer = mapped[index];
    assert(answer?.ok === false, expression);
    assert.equal(answer.problem.code, 'mapping_failed', expression);
    assert.match(answer.problem.detail, why, expression);
  }
});

test('functions of a mapping are known to its expression, and errors are told where they are', async () => {
  const functions = `/* Shared. */
$pad := function($text, $size) { $substring("00000", 0, $size - $length($text)) & $text };
$named := function($id) { $code("item", $id) };
$broken := function($text) {
  $text + 1 };
`;
  const mapped = async (expression: string, of = functions): Promise<unknown> => {
    await using mapper = mapperOf(mapping(expression, { functions: of }));
    const [answer] = await mapAll(mapper, [{ n: 'SKU-7', list: [1] }]);
    return answer?.ok === true ? answer.value : answer?.problem.detail;
  };
  assert.deepEqual(await mapped('{ "padded": $pad("7", 3), "code": $named(n), "list": list.{ "one": $ }[] }'), {
    padded: '007',
    code: 'I-7',
    list: [{ one: 1 }],
  });
  // What fails in a function is told where it is called.
  assert.match(String(await mapped('{ "n": $broken("x") }')), /\(at character 15 of the expression\)\.$/);
  assert.match(String(await mapped('{ "n": $pad("7", 3) + 1 }')), /\(at character \d+ of the expression\)\.$/);
  assert.match(String(await mapped('{ "n": ')), /cannot be used: .*\(at character \d+\)\.$/);
  assert.match(String(await mapped('1', '$f := function($x) { ; };')), /line 1, column \d+ of its functions/);
  assert.match(String(await mapped('1', '$f := $random;')), /\$random is refused.*line 1, column \d+ of its functions/);
});

test('identifiers of all documents are asked for together, each once, with what is said of them', async () => {
  const asked: string[] = [];
  const counting: Identifiers = {
    ...someIdentifiers,
    resolve(system, kind, ids, hints) {
      const hint = ids.map((id) => hints?.get(id)?.name ?? '-');
      asked.push(`${system} ${kind} ${ids.join(',')} ${hint.join(',')}`);
      return someIdentifiers.resolve(system, kind, ids);
    },
  };
  await using mapper = mapperOf(
    mapping('{ "site": $code("site", site), "lines": lines.{ "item": $code("item", sku, {"name": title}) }[] }'),
    { identifiers: counting },
  );
  const documents = [1, 2, 3].map((n) => ({
    site: 'SKU-9',
    lines: [{ sku: `SKU-${n}`, title: `t${n}` }, { sku: 'SKU-1' }],
  }));
  assert.deepEqual(
    short(await mapAll(mapper, documents)),
    [1, 2, 3].map((n) => ({ site: 'I-9', lines: [{ item: `I-${n}` }, { item: 'I-1' }] })),
  );
  assert.deepEqual(asked, ['system of shop site SKU-9 -', 'system of shop item SKU-1,SKU-2,SKU-3 t1,t2,t3']);
});

test('an identifier without meaning fails its document alone, and says whose and which', async () => {
  await using mapper = mapperOf(mapping('{ "item": $code("item", sku) }'));
  const answers = await mapAll(mapper, [{ sku: 'SKU-1' }, { sku: 'NEW' }, { sku: 'OLD-5' }, { sku: 7 }]);
  assert.deepEqual(short(answers), [{ item: 'I-1' }, 'identifier_unknown', 'identifier_unknown', 'identifier_unknown']);
  const said = answers.map((answer) => (answer.ok ? '' : answer.problem.detail));
  assert.match(said[1] ?? '', /^system of shop says item "NEW", and nobody has said yet what that is here\.$/);
  assert.match(said[2] ?? '', /^system of shop says item "OLD-5", which is none of ours: discontinued\.$/);
});

test('what an identifier means is asked again when one has changed, and always while it is unknown', async () => {
  let epoch = 1;
  let meaning: string | null = 'I-1';
  const asked: string[] = [];
  const changing: Identifiers = {
    ...someIdentifiers,
    epoch: () => Promise.resolve(epoch),
    resolve: (_system, _kind, ids) => {
      asked.push(...ids);
      return Promise.resolve(ids.map((id) => (id === 'A' ? meaning : null)));
    },
  };
  await using mapper = mapperOf(mapping('$code("item", sku, {"otherwise": "?"})'), { identifiers: changing });
  const map = async (): Promise<readonly unknown[]> => short(await mapAll(mapper, [{ sku: 'A' }, { sku: 'B' }]));
  assert.deepEqual(
    [await map(), await map()],
    [
      ['I-1', '?'],
      ['I-1', '?'],
    ],
  );
  assert.deepEqual(asked.splice(0), ['A', 'B', 'B']);
  epoch = 2;
  meaning = 'I-2';
  assert.deepEqual(
    [await map(), asked],
    [
      ['I-2', '?'],
      ['A', 'B'],
    ],
  );
});

test('identifiers that cannot be read are no fault of the documents: nothing is answered, and the next call works', async () => {
  let isDown = true;
  const flaky: Identifiers = {
    ...someIdentifiers,
    resolve: (...given) => (isDown ? Promise.reject(new Error('no database')) : someIdentifiers.resolve(...given)),
  };
  await using mapper = mapperOf(mapping('$code("item", sku)'), { identifiers: flaky });
  await assert.rejects(mapAll(mapper, [{ sku: 'SKU-1' }]), /no database/);
  isDown = false;
  assert.deepEqual(short(await mapAll(mapper, [{ sku: 'SKU-1' }])), ['I-1']);
});
