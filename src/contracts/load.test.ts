import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadContracts } from './load.ts';

function withFile(text: string, fn: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-contracts-'));
  try {
    mkdirSync(join(folder, 'thing'));
    writeFileSync(join(folder, 'thing', '1-0-0.schema.json'), text);
    writeFileSync(join(folder, 'thing', 'notes.txt'), 'not a contract');
    fn(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a contract is loaded under the name and version of its path', () => {
  const id = 'https://crossdock.dev/contracts/thing/1-0-0';
  const schema = { $id: id, type: 'object' };
  withFile(JSON.stringify(schema), (folder) => {
    assert.deepEqual(loadContracts(folder), [{ id, name: 'thing', version: '1-0-0', schema }]);
  });
});

test('a file that cannot be read, is no schema or has another $id stops the start and is named', () => {
  withFile('{', (folder) =>
    assert.throws(() => loadContracts(folder), /thing\/1-0-0\.schema\.json cannot be read as JSON/),
  );
  withFile('[]', (folder) =>
    assert.throws(() => loadContracts(folder), /1-0-0\.schema\.json is not a JSON Schema object/),
  );
  withFile('{"$id":"x"}', (folder) => assert.throws(() => loadContracts(folder), /must have the \$id .*thing\/1-0-0/));
});
