// What the README says about the package, and the tool that reads its commands.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { differences, documents, showsText, stepsOf } from './readme.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

type Packages = Readonly<Record<string, string>>;

test('the README names every dependency with its version', () => {
  const readme = read('README.md');
  const manifest: { dependencies: Packages; devDependencies: Packages; optionalDependencies: Packages } = JSON.parse(
    read('package.json'),
  );
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const inTable = Object.entries({ ...dependencies, ...optionalDependencies }).map(
    ([name, version]) => `| \`${name}\` | ${version} |`,
  );
  const inText = Object.entries(devDependencies).map(([name, version]) => `\`${name}\` ${version}`);
  assert.deepEqual(
    [...inTable, ...inText].filter((text) => !readme.includes(text)),
    [],
  );
});

test('links between the pages of the repository lead somewhere', () => {
  const pages = [
    ...globSync('*.md', { cwd: root }),
    ...globSync('{docs,src,contracts,examples}/**/*.md', { cwd: root }),
  ];
  const dead = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !existsSync(join(root, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  assert.deepEqual(dead, []);
});

test('tests that a page names are there', () => {
  const pages = ['ARCHITECTURE.md', ...globSync('docs/**/*.md', { cwd: root })];
  const missing = pages.flatMap((page) =>
    [...read(page).matchAll(/`((?:src|tools|sim|bench)\/[^`\s]*\.test\.ts)`(?::? “([^”]+)”)?/g)]
      .filter(
        ([, file = '', title]) => !existsSync(join(root, file)) || (title !== undefined && !named(read(file), title)),
      )
      .map(([text]) => `${page}: ${text}`),
  );
  assert.deepEqual(missing, []);
});

/** A title in a source may be in single or double quotes or a template. */
function named(source: string, title: string): boolean {
  return source.includes(title) || source.includes(title.replaceAll("'", "\\'"));
}

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
});
