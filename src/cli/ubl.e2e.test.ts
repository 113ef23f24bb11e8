// Documents of UBL checked from the command line, as the guide shows it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = fileURLToPath(new URL('./main.ts', import.meta.url));
const guide = readFileSync(new URL('../../docs/guides/ubl.md', import.meta.url), 'utf8');

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

function run(args: readonly string[], input = ''): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, 'ubl', ...args], { cwd: root }, (error, out, said) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, said });
    });
    child.stdin?.end(input);
  });
}

const examples = [...guide.matchAll(/```sh\nnpx crossdock ubl (.*)\n```\n\n?```text\n([\s\S]*?)```/g)];

test('the guide shows three examples', () => assert.equal(examples.length, 3));

for (const [, command = '', expected = ''] of examples) {
  test(`the guide's example prints what the guide says: ${command}`, async () => {
    const { code, out, said } = await run(command.split(' '));
    assert.equal(out, expected, said);
    assert.equal(code, expected.includes('✗') ? 1 : 0);
  });
}

test('programs get the same, with the rules that they ask for', async () => {
  const text = readFileSync(new URL('../../examples/ubl/invoice-wrong.xml', import.meta.url), 'utf8');
  const { code, out } = await run(['check', '-', '--json'], text);
  assert.equal(code, 1);
  const told = JSON.parse(out) as { document: Record<string, unknown>; faults: Record<string, unknown>[] };
  assert.deepEqual([told.document['kind'], told.document['rules'], told.document['lines']], ['Invoice', 'peppol', 2]);
  assert.deepEqual(
    told.faults.map(({ rule, severity, place }) => [rule, severity, place]),
    ['BR-CO-16', 'BR-CO-25'].map((rule) => [
      rule,
      'error',
      { path: '/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount', line: 117 },
    ]),
  );
  const none = await run(['check', '-', '--rules', 'none'], text);
  assert.equal(none.code, 0);
  assert.match(none.out, /no business rules/);
});

test('warnings are told and do not count, what is no UBL and what is not there is told in a sentence', async () => {
  const text = readFileSync(new URL('../../examples/ubl/invoice.xml', import.meta.url), 'utf8');
  const near = await run(
    ['check', '-', '--rules', 'en16931'],
    text
      .replaceAll('18.05', '18.15')
      .replaceAll('19.07', '19.17')
      .replaceAll('128.62', '128.72')
      .replaceAll('28.62', '28.72'),
  );
  assert.equal(near.code, 0, near.out);
  assert.match(near.out, /no error, 2 warnings\n$/);
  const other = await run(['check', '-'], '<html/>');
  assert.equal(other.code, 1);
  assert.match(other.out, /\[UBL-kind\] line 1, \/: It is html of the namespace "".\n/);
  const gone = await run(['check', 'nothing-here.xml']);
  assert.equal(gone.code, 1);
  assert.match(gone.said, /cannot be read: ENOENT/);
});
