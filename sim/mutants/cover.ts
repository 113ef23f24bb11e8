// Which tests run which places of the core, so that a mutant is judged by those alone. Made once for each test file and kept; a
// change of the core or of a suite makes it anew.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Span } from './source.ts';

export interface TestFile {
  readonly path: string;
  readonly ms: number;
  /** Places that it runs, by file of the core. */
  readonly runs: Readonly<Record<string, readonly (readonly [start: number, end: number])[]>>;
}

/** A test that fails on the code as it is. */
export class CannotJudge extends Error {}

export const kinds = ['simulator', 'code', 'database'] as const;
export type Kind = (typeof kinds)[number];

const simulator = 'sim/main.ts';
/** Worlds that catch what they catch at once: more of them find little more in much more time. */
const worlds = ['--seed', '1', '--seeds', '4', '--no-shrink', '--json'];

/** Whoever can judge: the simulator, and the tests of the core. */
export function testFiles(root: string): string[] {
  return globSync([simulator, 'src/{stock,orders,processes,runtime}/**/*.test.ts'], { cwd: root })
    .filter((path) => !/\.(e2e|browser)\.test\.ts$/.test(path))
    .toSorted();
}

export function kindOf(path: string): Kind {
  if (path === simulator) return 'simulator';
  return path.endsWith('.db.test.ts') ? 'database' : 'code';
}

/** What runs the files, in their order: each is loaded when the one before it is. The simulator stands alone. */
export function programOf(
  root: string,
  paths: readonly string[],
): { args: string[]; environment: Record<string, string> } {
  if (paths.includes(simulator)) return { args: [simulator, ...worlds], environment: {} };
  return {
    args: ['--test-reporter=tap', 'tools/pure-tests.ts'],
    environment: { CROSSDOCK_PURE_TESTS: JSON.stringify(paths.map((path) => join(root, path))) },
  };
}

export function runsPlace({ runs }: TestFile, file: string, { start }: Pick<Span, 'start'>): boolean {
  return runs[file]?.some(([from, to]) => from <= start && start < to) ?? false;
}

/** What all test files depend on. */
export function codeDigest(root: string): string {
  const digest = createHash('sha256');
  const simulated = globSync('sim/**/*.ts', { cwd: root }).filter((path) => !/^sim\/(?:crash|mutants)\//.test(path));
  const written = globSync(['src/**/*.ts', 'definitions/**/*', 'db/migrations/*'], { cwd: root });
  for (const path of [...written, ...simulated].toSorted()) {
    if (path.endsWith('.test.ts') || !/\.\w+$/.test(path)) continue;
    digest.update(path).update(readFileSync(join(root, path)));
  }
  return digest.digest('hex');
}

export async function coverageOf(
  root: string,
  path: string,
  options: {
    readonly folder: string;
    readonly code: string;
    readonly core: ReadonlySet<string>;
    readonly environment: NodeJS.ProcessEnv;
  },
): Promise<TestFile> {
  const key = createHash('sha256')
    .update(options.code)
    .update(readFileSync(join(root, path)))
    .digest('hex')
    .slice(0, 16);
  const kept = join(options.folder, `${path.replaceAll('/', '-')}-${key}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as TestFile; // Written below.
  const output = mkdtempSync(join(tmpdir(), 'crossdock-mutants-'));
  try {
    const startedAt = performance.now();
    const { args, environment } = programOf(root, [path]);
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: 'ignore',
      env: {
        ...process.env,
        ...options.environment,
        ...environment,
        NODE_TEST_CONTEXT: undefined,
        NODE_V8_COVERAGE: output,
      },
    });
    const [code] = await once(child, 'close');
    if (code !== 0)
      throw new CannotJudge(`${path} fails without any mutant, so it can judge none: run it alone and mend it first.`);
    const file: TestFile = {
      path,
      ms: Math.round(performance.now() - startedAt),
      runs: readRuns(root, output, options.core),
    };
    mkdirSync(options.folder, { recursive: true });
    writeFileSync(kept, JSON.stringify(file));
    return file;
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

interface Measured {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
    }[];
  }[];
}

/** Node strips types by putting spaces in their place: offsets of what ran are offsets of the source. */
function readRuns(root: string, folder: string, core: ReadonlySet<string>): TestFile['runs'] {
  const runs: Record<string, (readonly [number, number])[]> = {};
  for (const name of readdirSync(folder)) {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Measured; // Written by V8.
    for (const { url, functions } of result) {
      if (!url.startsWith('file:')) continue;
      const path = fileURLToPath(url).slice(root.length).replace(/^\//, '');
      if (core.has(path)) (runs[path] ??= []).push(...ran(functions.flatMap(({ ranges }) => ranges)));
    }
  }
  return runs;
}

/** Ranges lie in each other; the innermost one counts. */
function ran(ranges: Measured['result'][number]['functions'][number]['ranges']): (readonly [number, number])[] {
  const edges = [...new Set(ranges.flatMap(({ startOffset, endOffset }) => [startOffset, endOffset]))].toSorted(
    (one, other) => one - other,
  );
  const inner = ranges.toSorted(
    (one, other) => one.endOffset - one.startOffset - (other.endOffset - other.startOffset),
  );
  const spans: [number, number][] = [];
  for (const [index, from] of edges.slice(0, -1).entries()) {
    const to = edges[index + 1] ?? from;
    const count = inner.find(({ startOffset, endOffset }) => startOffset <= from && to <= endOffset)?.count ?? 0;
    if (count === 0) continue;
    const last = spans.at(-1);
    if (last !== undefined && last[1] === from) last[1] = to;
    else spans.push([from, to]);
  }
  return spans;
}
