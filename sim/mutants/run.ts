// The mutants of a choice, judged one after the other by as many workers as are wanted.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { migratedTemplate, startTestServer } from '../../src/postgres/test-database.ts';
import type { TestServer } from '../../src/postgres/test-database.ts';
import { dropDatabasesOf } from './leftovers.ts';
import { codeDigest, coverageOf, kindOf, testFiles } from './cover.ts';
import type { Kind, TestFile } from './cover.ts';
import { coreFiles } from './find.ts';
import { judge } from './judge.ts';
import { judgesOf } from './judges.ts';
import { applied } from './mutant.ts';
import type { Mutant } from './mutant.ts';
import { keepResult, openResults, resultOf } from './results.ts';
import type { Result } from './results.ts';

export interface RunOptions {
  readonly root: string;
  readonly mutants: readonly Mutant[];
  /** Where coverage and results are kept. */
  readonly folder: string;
  readonly resume: boolean;
  /** Tried again, whatever is known of them. */
  readonly again: boolean;
  readonly jobs: number;
  /** Test files to ask; left out: all that run something of the core. */
  readonly tests?: readonly string[] | undefined;
  /** Kinds of judges to ask; left out: all. */
  readonly judges?: readonly Kind[] | undefined;
  readonly onStage: (stage: 'coverage' | 'mutants', total: number) => void;
  readonly onStep: (result?: Result) => void;
}

export async function runMutants(options: RunOptions): Promise<Result[]> {
  const { root, mutants, folder } = options;
  const code = codeDigest(root);
  const { judges } = options;
  const paths = (options.tests ?? testFiles(root)).filter((path) => judges?.includes(kindOf(path)) ?? true);
  const path = join(folder, 'results.jsonl');
  const known = openResults(path, { code, resume: options.resume });
  const waiting = mutants.filter(({ id }) => options.again || !known.has(id));
  if (waiting.length > 0) {
    await using server = paths.some((path) => kindOf(path) === 'database') ? await databaseServer() : noServer;
    const environment = { NODE_COMPILE_CACHE: join(folder, 'compiled'), ...server.environment };
    const texts = mkdtempSync(join(tmpdir(), 'crossdock-mutants-'));
    try {
      const tests = await cover(options, paths, code, environment);
      options.onStage('mutants', waiting.length);
      await inTurn(waiting, options.jobs, async (mutant) => {
        const result = await judgeOne(options.root, mutant, {
          tests,
          environment,
          texts,
          code,
          server: server.address,
        });
        keepResult(path, result);
        known.set(result.id, result);
        options.onStep(result);
      });
    } finally {
      rmSync(texts, { recursive: true, force: true });
    }
  }
  return mutants.flatMap(({ id }) => known.get(id) ?? []);
}

export function jobsMax(): number {
  return Math.max(1, availableParallelism() - 1);
}

interface Server extends AsyncDisposable {
  readonly address: string | null;
  readonly environment: Readonly<Record<string, string>>;
}

const noServer: Server = { address: null, environment: {}, [Symbol.asyncDispose]: () => Promise.resolve() };

async function databaseServer(): Promise<Server> {
  const given = process.env['CROSSDOCK_TEST_SERVER'];
  const own: TestServer | undefined = given === undefined ? await startTestServer() : undefined;
  const address = given ?? own?.connectionString ?? '';
  await migratedTemplate(address);
  return {
    address,
    environment: { CROSSDOCK_TEST_SERVER: address },
    [Symbol.asyncDispose]: async () => own?.stop(),
  };
}

async function cover(
  { root, folder, jobs, onStage, onStep }: RunOptions,
  paths: readonly string[],
  code: string,
  environment: Readonly<Record<string, string>>,
): Promise<TestFile[]> {
  const core = new Set(coreFiles(root));
  const tests: TestFile[] = [];
  onStage('coverage', paths.length);
  await inTurn(paths, jobs, async (path) => {
    tests.push(await coverageOf(root, path, { folder: join(folder, 'coverage'), code, core, environment }));
    onStep();
  });
  return tests;
}

async function judgeOne(
  root: string,
  mutant: Mutant,
  context: {
    readonly tests: readonly TestFile[];
    readonly environment: Readonly<Record<string, string>>;
    readonly texts: string;
    readonly code: string;
    readonly server: string | null;
  },
): Promise<Result> {
  const startedAt = performance.now();
  const source = join(root, mutant.file);
  const textPath = join(context.texts, `${mutant.id}.ts`);
  writeFileSync(textPath, applied(readFileSync(source, 'utf8'), mutant.edit));
  const done = (verdict: Result['verdict'], by: string | null): Result =>
    resultOf(mutant, { verdict, by, ms: Math.round(performance.now() - startedAt), code: context.code });
  try {
    const judges = judgesOf(mutant, context.tests, { root, environment: context.environment });
    for (const one of judges) {
      let pid: number | undefined;
      const judgement = await judge(
        root,
        one,
        { url: pathToFileURL(source).href, textPath },
        (started) => (pid = started),
      );
      // A test that is ended at its first failure drops no database.
      if (judgement.verdict === 'caught' && context.server !== null && pid !== undefined)
        await dropDatabasesOf(context.server, pid);
      if (judgement.verdict === 'caught') return done(judgement.hung ? 'hung' : 'caught', judgement.by);
    }
    return done(judges.length === 0 ? 'unrun' : 'survived', null);
  } finally {
    rmSync(textPath, { force: true });
  }
}

/** `count` of them at a time. One that throws lets the others end and no more begin: what judges is broken then. */
async function inTurn<Work>(list: readonly Work[], count: number, work: (one: Work) => Promise<void>): Promise<void> {
  const rest = list[Symbol.iterator]();
  let broken = false;
  const worker = async (): Promise<void> => {
    for (const one of rest) {
      if (broken) return;
      try {
        await work(one);
      } catch (error) {
        broken = true;
        throw error;
      }
    }
  };
  for (const ended of await Promise.allSettled(Array.from({ length: count }, worker)))
    if (ended.status === 'rejected') throw ended.reason;
}
