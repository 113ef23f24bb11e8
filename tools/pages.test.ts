// What the pages say that can be checked: dependencies, links, names of tests, files and codes, indexes.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

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

test('the README names every setting that has an effect', () => {
  const readme = read('README.md');
  const settings = new Set(
    read('src/cli/settings.ts').match(/(?<=')(?:PORT|HOST|DATABASE_URL|CROSSDOCK_[A-Z]+(?:_[A-Z]+)*)(?=')/g),
  );
  assert.ok(settings.size >= 8);
  assert.deepEqual(
    [...settings].filter((name) => !readme.includes(`\`${name}\``)),
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

test('files that the README of a folder names are there', () => {
  const missing = globSync('src/*/README.md', { cwd: root }).flatMap((page) =>
    [...read(page).matchAll(/`([\w./*-]+\.(?:ts|md|sql))`/g)]
      .map(([, name = '']) => name)
      .filter((name) =>
        ['.', 'src', dirname(page)].every((base) => globSync(join(base, name), { cwd: root }).length === 0),
      )
      // Under the name of a folder of its own, names are relative to that one.
      .filter((name) => globSync(join(dirname(page), '*', name), { cwd: root }).length === 0)
      .map((name) => `${page}: ${name}`),
  );
  assert.deepEqual(missing, []);
});

test('codes, tables and words with underscores that pages name are there', () => {
  const sources = globSync('{src,counterparties,db,contracts}/**/*.{ts,sql,json}', { cwd: root }).map(read).join('\n');
  const pages = [
    ...globSync('*.md', { cwd: root }),
    ...globSync('{docs/guides,docs/decisions,src}/**/*.md', { cwd: root }),
  ];
  const missing = pages.flatMap((page) =>
    [...read(page).matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)]
      .map(([, word = '']) => word)
      .filter((word) => !new RegExp(`\\b${word}\\b`).test(sources))
      .map((word) => `${page}: ${word}`),
  );
  assert.deepEqual(missing, []);
});

test('every guide and every decision is in its index', () => {
  const left = (folder: string, index: string): string[] => {
    const text = read(index);
    return globSync(`${folder}/*.md`, { cwd: root }).filter((page) => page !== index && !text.includes(basename(page)));
  };
  assert.deepEqual(
    [...left('docs/guides', 'docs/README.md'), ...left('docs/decisions', 'docs/decisions/README.md')],
    [],
  );
});

test('tests that the list of scenarios names are there', () => {
  const cells = read('docs/needs-tests.md')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split(' | ')[1] ?? '');
  const missing = cells.flatMap((cell) => {
    let file = '';
    return cell.split('; ').filter((part) => {
      const [, next, rest] = /^`([^`]+\.test\.ts)`(?:: (.+))?/.exec(part) ?? [];
      file = next ?? file;
      // What follows a file without a colon tells which of its tests are meant.
      const title = next === undefined && !part.startsWith('`') ? part : rest;
      return file !== '' && title !== undefined && !(existsSync(join(root, file)) && named(read(file), title));
    });
  });
  assert.deepEqual(missing, []);
});

/** A title in a source may be in single or double quotes or a template. */
function named(source: string, title: string): boolean {
  return source.includes(title) || source.includes(title.replaceAll("'", "\\'"));
}
