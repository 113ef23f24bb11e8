// The rules of the repository's shape that neither the types nor the linter know.
import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const files = (pattern: string): string[] =>
  globSync(pattern, { cwd: root, exclude: (path) => path === 'node_modules' }).toSorted();

const sources = files('src/**/*.ts').filter((path) => !path.startsWith('src/contracts/generated/'));
const product = sources.filter((path) => !/\.(test|testsuite)\.ts$/.test(path));
const written = [
  ...sources,
  ...files('{counterparties,story,tools,sim,bench,examples}/**/*.{ts,mjs}'),
  ...files('db/migrations/*.sql'),
];

/** Imports point down this list or stay in their line; only its business areas see each other's models alone. */
const layers: readonly (readonly string[])[] = [
  ['kernel'],
  ['contracts'],
  ['policies', 'statecharts', 'mappings', 'edi', 'gs1', 'ubl'],
  [
    'catalog',
    'stock',
    'orders',
    'purchasing',
    'receiving',
    'shipping',
    'transfers',
    'returns',
    'invoices',
    'reconciliation',
  ],
  ['work', 'governance'],
  ['processes'],
  ['intelligence', 'advice', 'demo'],
  ['postgres', 'runtime', 'connections', 'connectors', 'traceability'],
  ['http'],
  ['cli', 'main.ts', 'story'],
];
const areaLayer = 3;
const postgresLayer = 7;

function layerOf(folder: string): number {
  const layer = layers.findIndex((names) => names.includes(folder));
  assert.notEqual(
    layer,
    -1,
    `src/${folder} has no place in the import order: add it to the layers in tools/tidy.test.ts`,
  );
  return layer;
}

interface Import {
  path: string;
  from: string;
  target: string;
  file: string;
  isType: boolean;
}

/** Imports between the folders of src. */
function importsOf(path: string): Import[] {
  return [
    ...read(path).matchAll(/^\s*(?:import|export)\s(type\s)?[^;]*?from '([^']+)'|\bimport\('([^']+)'\)/gm),
  ].flatMap((match) => {
    const specifier = match[2] ?? match[3] ?? '';
    const target = specifier.startsWith('#')
      ? `src/${specifier.slice(1)}`
      : specifier.startsWith('.')
        ? join(dirname(path), specifier)
        : undefined;
    if (target === undefined) return [];
    const [, from = ''] = path.split('/');
    const [, folder = ''] = target.split('/');
    return from === folder ? [] : [{ path, from, target: folder, file: target, isType: match[1] !== undefined }];
  });
}

const imports = product.flatMap(importsOf);

test('imports point one way', () => {
  const wrong = imports.filter(({ path, from, target }) => {
    // A store is the one file of its folder that speaks SQL; it belongs with the database.
    const own = basename(path) === 'store.ts' ? Math.max(postgresLayer, layerOf(from)) : layerOf(from);
    return layerOf(target) > own;
  });
  assert.deepEqual(
    wrong.map(({ path, file }) => `${path} imports ${file}`),
    [],
  );
});

test("business areas import each other's model only", () => {
  const wrong = imports.filter(
    ({ from, target, file }) =>
      layerOf(from) === areaLayer && layerOf(target) === areaLayer && !/(^|-)model\.ts$/.test(basename(file)),
  );
  assert.deepEqual(
    wrong.map(({ path, file }) => `${path} imports ${file}`),
    [],
  );
});

test('the systems that Crossdock works with share nothing with it', () => {
  const outside = files('counterparties/**/*.ts').flatMap((path) =>
    [...read(path).matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g)].flatMap((match) => {
      const specifier = match[1] ?? match[2] ?? '';
      const isOwn = specifier.startsWith('.') && join(dirname(path), specifier).startsWith('counterparties/');
      // Node's own modules, and the library of the property tests.
      return isOwn || specifier.startsWith('node:') || specifier === 'fast-check'
        ? []
        : [`${path} imports ${specifier}`];
    }),
  );
  assert.deepEqual(outside, []);
});

test('only src/postgres makes connections', () => {
  const wrong = product.filter(
    (path) => !path.startsWith('src/postgres/') && /^import (?!type )[^;]*from 'pg'/m.test(read(path)),
  );
  assert.deepEqual(wrong, []);
});

test('no file only passes on what others export', () => {
  const wrong = product.filter(
    (path) => basename(path) === 'index.ts' || /^export (\*|\{[^}]*\}) from/m.test(read(path)),
  );
  assert.deepEqual(wrong, []);
});

test('every folder of src explains itself', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(
    folders.filter(({ name }) => !existsSync(join(root, 'src', name, 'README.md'))).map(({ name }) => `src/${name}`),
    [],
  );
});

test('decisions are numbered without gaps', () => {
  const names = files('docs/decisions/*.md').map((path) => basename(path));
  const numbers = names
    .filter((name) => name !== 'README.md')
    .map((name) => /^(\d{3})-[a-z0-9-]+\.md$/.exec(name)?.[1] ?? name);
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => String(index + 1).padStart(3, '0')),
  );
});

test('the lock file names the packages of every platform', () => {
  interface Locked {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  }
  const { packages } = JSON.parse(read('package-lock.json')) as Locked;
  const missing = Object.entries(packages)
    .filter(([path]) => path !== '')
    .flatMap(([, { optionalDependencies }]) => Object.keys(optionalDependencies ?? {}))
    .filter((name) => packages[`node_modules/${name}`] === undefined);
  assert.deepEqual(missing, [], 'npm ci refuses a lock file that lacks them, on every other machine');
});

test('what is left to do has an issue number', () => {
  const wrong = written.filter(
    (path) => /\b(TODO|FIXME|XXX)\b(?!\(#\d+\))/.test(read(path)) && path !== 'tools/tidy.test.ts',
  );
  assert.deepEqual(wrong, []);
});

test('pure files read no clock', () => {
  // The linter's list says which files may; it can't see a Date made without arguments.
  const list: { overrides: { files: string[] }[] } = JSON.parse(read('.oxlintrc.json'));
  const allowed = new Set(list.overrides.flatMap((override) => override.files).flatMap(files));
  assert.deepEqual(
    [...product, ...files('counterparties/**/*.ts')].filter(
      (path) => !allowed.has(path) && /\bnew Date\(\s*\)|\bDate\(\)/.test(read(path)),
    ),
    [],
  );
});

test('names of files are in kebab case', () => {
  assert.deepEqual(
    sources.filter((path) => !/^[a-z0-9-]+(\.(db|e2e|browser))?(\.(test|testsuite))?\.ts$/.test(basename(path))),
    [],
  );
});

test('what is published names no place of its making', () => {
  const wrong = [
    ...written,
    ...files('*.md'),
    ...files('docs/**/*.md'),
    ...files('{.ci,contracts,definitions}/**/*'),
  ].filter((path) => !isFolder(path) && path !== 'tools/tidy.test.ts' && /\/work\/|\/tmp\/brief/.test(read(path)));
  assert.deepEqual(wrong, []);
});

function isFolder(path: string): boolean {
  return globSync(`${path}/*`, { cwd: root }).length > 0;
}
