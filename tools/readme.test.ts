// The tool that reads the commands of a page and compares what they answer with what is shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, documents, showsText, stepsOf } from './readme.ts';

test('a page is read as steps with what they show', () => {
  const page =
    '# T\n\n```sh\na\nb\n```\n```json\n{ "x": 1 }\n[\n  2\n]\n```\ntext\n```text\nok\n```\n\n```sh\nc\n```\n';
  assert.deepEqual(stepsOf(page), [
    {
      line: 4,
      commands: 'a\nb',
      shown: [
        { kind: 'json', value: { x: 1 } },
        { kind: 'json', value: [2] },
        { kind: 'text', text: 'ok' },
      ],
    },
    { line: 19, commands: 'c', shown: [] },
  ]);
  assert.throws(() => documents('{ "x": '), SyntaxError);
  assert.throws(() => stepsOf('```text\nok\n```\n'), /before its first command/);
});

const compared: readonly (readonly [shown: unknown, answered: unknown, places: readonly string[]])[] = [
  [{ a: 1 }, { a: 1, b: 2 }, []],
  [{ a: 1 }, { b: 2 }, ['/a']],
  [{ a: 'x_…' }, { a: 'x_17' }, []],
  [{ a: 'x.…' }, { a: 'x_17' }, ['/a']],
  [[{ a: null }], [{ a: null }], []],
  [[{ a: null }], [{ a: 0 }], ['/0/a']],
  [{ a: [] }, { a: [1] }, ['/a']],
  [{ a: {} }, { a: [] }, ['/a']],
];
for (const [shown, answered, places] of compared) {
  test(`shown ${JSON.stringify(shown)}, answered ${JSON.stringify(answered)}: ${places.length} differences`, () => {
    assert.deepEqual(
      differences(shown, answered).map((difference) => difference.slice(0, difference.indexOf(':'))),
      places,
    );
  });
}

test('a shown text may leave out lines', () => {
  assert.ok(showsText('ok: …\n…\nend', 'ok: 17\nmore\nand more\nend'));
  assert.ok(!showsText('ok: …\n…\nend', 'wrong: 17\nmore\nend'));
  assert.ok(!showsText('a…a', 'a'), 'the same letter is not the beginning and the end');
  assert.ok(showsText('…a…a…', 'banana') && !showsText('…a…a…a…a…', 'banana'));
});
