// The command on a few mutants: it catches, it tells what nobody saw from what somebody judged, and ends what hangs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { choose } from './choose.ts';
import { coreFiles, findMutants } from './find.ts';
import { judge } from './judge.ts';
import { openSurvivors, readJudged } from './judged.ts';
import { operators } from './mutant.ts';
import { countBy } from './report.ts';
import { isSurvivor, resultOf } from './results.ts';
import type { Result } from './results.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const folder = mkdtempSync(join(tmpdir(), 'crossdock-mutants-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const mutants = findMutants(root, coreFiles(root));
const judged = readJudged(join(root, 'sim/mutants/judged.json'));

interface Answer {
  readonly tried: number;
  readonly open: readonly Result[];
  readonly results: readonly Result[];
}

function command(...args: readonly string[]): Promise<{ code: number; answer: Answer }> {
  return new Promise((resolve, reject) => {
    const all = ['sim/mutants/main.ts', '--json', '--folder', folder, '--jobs', '2', ...args];
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    const child = execFile(
      process.execPath,
      all,
      { cwd: root, env, maxBuffer: 10_000_000 },
      (error, stdout, stderr) => {
        if (child.exitCode === 0 || child.exitCode === 1)
          resolve({ code: child.exitCode, answer: JSON.parse(stdout) as Answer });
        else reject(new Error(stderr, { cause: error }));
      },
    );
  });
}

test('every operator finds something in the core, in code or in SQL', () => {
  const found = new Set(mutants.map(({ operator }) => operator));
  assert.deepEqual(
    operators.filter((operator) => !found.has(operator)),
    [],
  );
  assert.ok(mutants.some(({ language }) => language === 'sql'));
  assert.equal(new Set(mutants.map(({ id }) => id)).size, mutants.length);
});

test('a sample is the same for the same seed, and tries each operator', () => {
  const sample = choose(mutants, { sample: 40, seed: 'one' });
  assert.equal(sample.length, 40);
  assert.deepEqual(
    choose(mutants.toReversed(), { sample: 40, seed: 'one' })
      .map(({ id }) => id)
      .toSorted(),
    sample.map(({ id }) => id).toSorted(),
  );
  assert.equal(new Set(sample.map(({ operator }) => operator)).size, operators.length);
});

test(
  'bugs that are planted in the plan are caught by its test, and the others are named',
  { timeout: 120_000 },
  async () => {
    const file = 'src/stock/plan.ts';
    const before = readFileSync(join(root, file), 'utf8');
    const { code, answer } = await command('--files', file, '--sample', '6', '--tests', 'src/stock/plan.test.ts');
    assert.equal(answer.tried, 6);
    assert.ok(answer.results.some(({ verdict, by }) => verdict === 'caught' && by === 'src/stock/plan.test.ts'));
    assert.equal(code, answer.open.length > 0 ? 1 : 0);
    assert.deepEqual(
      answer.open.map(({ id }) => id),
      answer.results.filter((result) => isSurvivor(result) && !judged.has(result.id)).map(({ id }) => id),
    );
    assert.equal(readFileSync(join(root, file), 'utf8'), before);
  },
);

test('a survivor that is judged is recognised', { timeout: 120_000 }, async () => {
  const known = mutants.find(({ id }) => (judged.get(id)?.verdict ?? 'gap') !== 'gap');
  assert.ok(known !== undefined, 'sim/mutants/judged.json judges no mutant that is still there');
  const { code, answer } = await command('--id', known.id, '--tests', 'src/stock/plan.test.ts');
  assert.deepEqual([code, answer.open, answer.results.map(isSurvivor)], [0, [], [true]]);
});

test('survivors are open until they are judged; a gap is open until its test sees it', () => {
  const [one] = mutants;
  assert.ok(one !== undefined);
  const { id, file, operator, before, after: mutated } = one;
  const survivor = resultOf(one, { verdict: 'survived', by: null, ms: 1, code: '' });
  const verdict = { id, file, operator, before, after: mutated, reason: 'seen' } as const;
  const judgedAs = (kind: 'equivalent' | 'gap'): ReturnType<typeof readJudged> =>
    new Map([[id, { ...verdict, verdict: kind }]]);
  assert.deepEqual(openSurvivors([survivor], new Map()), [survivor]);
  assert.deepEqual(openSurvivors([survivor], judgedAs('gap')), [survivor]);
  assert.deepEqual(openSurvivors([survivor], judgedAs('equivalent')), []);
  assert.deepEqual(openSurvivors([{ ...survivor, verdict: 'caught' }], judgedAs('gap')), []);
  const [count] = countBy([survivor], judgedAs('gap'), () => 'all');
  assert.deepEqual(count, { name: 'all', tried: 1, caught: 0, hung: 0, judged: 0, open: 1 });
});

test('a mutant that hangs is ended', { timeout: 120_000 }, async () => {
  const textPath = join(folder, 'hangs.ts');
  const source = join(root, 'src/stock/plan.ts');
  writeFileSync(textPath, `${readFileSync(source, 'utf8')}\nfor (;;);\n`);
  const url = pathToFileURL(source).href;
  const args = ['--test', '--test-isolation=none', '--test-reporter=tap', 'src/stock/plan.test.ts'];
  const judgement = await judge(root, { name: 'the plan', args, environment: {}, silenceMs: 2_000 }, { url, textPath });
  assert.deepEqual(judgement, { verdict: 'caught', by: 'the plan', hung: true });
});
