// Files of EDI looked into from the command line.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('./main.ts', import.meta.url));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

function run(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, 'edi', ...args], (error, out, said) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, said });
    });
  });
}

const order = [
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *210301*1200*U*00401*000000007*0*T*:~',
  'GS*PO*SENDER*RECEIVER*20260101*1200*1*X*004010~',
  'ST*850*0001~',
  'BEG*00*NE*PO-1**20260101~',
  'PO1*1*10*EA*25.00**BP*SKU-A~',
  'SE*4*0001~',
  'GE*1*1~',
  'IEA*1*000000007~',
].join('\n');

test('a file is shown segment by segment, and its faults with their places and what to do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-edi-'));
  try {
    const [good, wrong] = [join(folder, 'good.edi'), join(folder, 'wrong.edi')];
    writeFileSync(good, order);
    writeFileSync(wrong, order.replace('SE*4', 'SE*9').replace('*EA*', '*EACH*'));
    const shown = await run('inspect', good);
    assert.equal(shown.code, 0, shown.said);
    assert.match(shown.out, /850 Purchase Order, number 0001: 004010, 4 segments\n/);
    assert.match(
      shown.out,
      / 4 {2}BEG {2}Beginning Segment for Purchase Order {2}01=00 {2}02=NE {2}03=PO-1 {2}05=20260101\n/,
    );
    assert.match(shown.out, /1 message, no fault\n$/);

    const words = await run('inspect', good, '--explain');
    assert.match(words.out, / 5 {2}PO1 {2}Baseline Item Data\n.* 02 {4}Quantity Ordered: 10\n/s);

    const strict = await run('inspect', wrong, '--json');
    assert.equal(strict.code, 1);
    const { documents, faults } = JSON.parse(strict.out) as {
      documents: Record<string, unknown>[];
      faults: Record<string, unknown>[];
    };
    assert.deepEqual(
      documents.map(({ type, control, segments, isRefused }) => [type, control, segments, isRefused]),
      [['850', '0001', 4, true]],
    );
    assert.deepEqual(
      faults.map(({ code, segment, position }) => [code, segment, position]),
      [
        [
          'message_count_wrong',
          'SE',
          { line: 6, offset: order.indexOf('SE*4') + 2, segment: 6, element: 1, component: null },
        ],
        ['value_too_long', 'PO1', { line: 5, offset: order.indexOf('PO1'), segment: 5, element: 3, component: null }],
      ],
    );
    assert.match(String(faults[0]?.['rule']), /SE01/);

    const lenient = await run('inspect', wrong, '--mode', 'lenient', '--faults-only');
    assert.equal(lenient.code, 0);
    assert.match(lenient.out, /line 6, SE01: SE says 9, and there are 4 segments. \(let through\)/);
    assert.doesNotMatch(lenient.out, /BEG/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('two files are compared', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-edi-'));
  try {
    const [before, after, none] = [join(folder, 'before.edi'), join(folder, 'after.edi'), join(folder, 'none.edi')];
    writeFileSync(before, order);
    writeFileSync(after, order.replace('PO-1', 'PO-2'));
    writeFileSync(none, 'hello');
    const changed = await run('diff', before, after);
    assert.equal(changed.code, 1, changed.said);
    assert.equal(changed.out, '850 0001 (line 3) → 850 0001 (line 3)\n  ~ line 4  BEG\n      BEG03  PO-1 → PO-2\n');
    const same = await run('diff', before, before);
    assert.deepEqual([same.code, same.out], [0, 'no difference\n']);
    const json = await run('diff', before, after, '--json');
    assert.match(json.out, /"element": 3,\s+"before": "PO-1",\s+"after": "PO-2"/);
    const refused = await run('diff', before, none);
    assert.equal(refused.code, 1);
    assert.match(refused.said, /none\.edi: It is text that begins with "hello"/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what is no EDI, and a file that is not there, are told in a sentence', async () => {
  const { code, said } = await run('inspect', join(tmpdir(), 'crossdock-nothing-here.edi'));
  assert.equal(code, 1);
  assert.match(said, /cannot be read: ENOENT/);
});
