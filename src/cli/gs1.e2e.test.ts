// GS1 identifiers checked and printed from the command line.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    execFile(process.execPath, [cli, 'gs1', ...args], (error, out, said) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, said });
    });
  });
}

test('an element string is shown in words, with its faults and what to do', async () => {
  const right = await run('check', '(01)09506000134352(17)261231(3103)001750');
  assert.equal(right.code, 0, right.said);
  assert.match(right.out, /\(17\) {4}USE BY or EXPIRY {2}261231 {10}2026-12-31\n/);
  assert.match(right.out, /1\.750\nno fault\n$/);

  const wrong = await run('check', '9506000134353', '--json');
  assert.equal(wrong.code, 1);
  const { form, faults } = JSON.parse(wrong.out) as { form: string; faults: Record<string, unknown>[] };
  assert.equal(form, 'gtin');
  assert.deepEqual(
    faults.map(({ code, position }) => [code, position]),
    [['check_digit_wrong', 12]],
  );
});

test('one form is printed as another, and drawn', async () => {
  const link = await run(
    'print',
    '(01)09506000134352(10)ABC',
    '--to',
    'digital-link',
    '--stem',
    'https://example.com/',
  );
  assert.equal(link.out, 'https://example.com/01/09506000134352/10/ABC\n');
  const urn = await run('print', '(01)09506000134352(21)7', '--to', 'urn', '--company-prefix', '9506000');
  assert.equal(urn.out, 'urn:epc:id:sgtin:9506000.013435.7\n');
  const none = await run('print', '(01)09506000134352(21)7', '--to', 'urn');
  assert.deepEqual([none.code, none.out], [1, '']);
  assert.match(none.said, /None of the known company prefixes/);
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-gs1-'));
  try {
    const file = join(folder, 'item.svg');
    const drawn = await run('print', '9506000134352', '--to', 'qr', '--out', file);
    assert.equal(drawn.code, 0, drawn.said);
    assert.match(readFileSync(file, 'utf8'), /^<svg /);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a file of EPCIS is told event by event, hashed, and written as JSON-LD', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-gs1-'));
  const body = (
    action: string,
  ): string => `<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0"
    creationDate="2026-11-23T10:00:00Z"><EPCISBody><EventList><ObjectEvent><eventTime>2026-11-23T10:00:00+01:00</eventTime>
    <eventTimeZoneOffset>+01:00</eventTimeZoneOffset><epcList><epc>urn:epc:id:sscc:4012345.1112223334</epc></epcList>
    <action>${action}</action></ObjectEvent></EventList></EPCISBody></epcis:EPCISDocument>`;
  try {
    const [right, wrong] = [join(folder, 'right.xml'), join(folder, 'wrong.xml')];
    writeFileSync(right, body('OBSERVE'));
    writeFileSync(wrong, body('LOOK'));
    const shown = await run('events', right);
    assert.equal(shown.code, 0, shown.said);
    assert.match(
      shown.out,
      /2026-11-23T09:00:00\.000Z {2}ObjectEvent {2}OBSERVE, urn:epc:id:sscc:4012345\.1112223334\nno fault\n$/,
    );
    const jsonLd = join(folder, 'same.jsonld');
    writeFileSync(jsonLd, (await run('events', right, '--to', 'json-ld')).out);
    const hashes = [await run('events', right, '--to', 'hashes'), await run('events', jsonLd, '--to', 'hashes')];
    assert.match(hashes[0]?.out ?? '', /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0\n$/);
    assert.equal(hashes[1]?.out, hashes[0]?.out);
    const refused = await run('events', wrong, '--json');
    assert.equal(refused.code, 1);
    const { faults } = JSON.parse(refused.out) as { faults: Record<string, unknown>[] };
    assert.deepEqual(
      faults.map(({ code, event }) => [code, event]),
      [['action_unknown', 0]],
    );
    assert.match((await run('events', join(folder, 'nothing'))).said, /cannot be read: ENOENT/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
