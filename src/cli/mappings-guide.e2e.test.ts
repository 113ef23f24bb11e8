// The example of the guide of mappings, written into files as a reader would.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('the mapping of the guide passes its case', () => {
  const page = readFileSync(new URL('../../docs/guides/mappings.md', import.meta.url), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-guide-'));
  try {
    const files = [...page.matchAll(/^<!-- file: (\S+) -->\n```\w+\n(.*?)\n```$/gms)];
    for (const [, path = '', text = ''] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    assert.equal(files.length, 3);
    const program = fileURLToPath(new URL('main.ts', import.meta.url));
    const out = execFileSync(process.execPath, [program, 'map', 'check', folder], { encoding: 'utf8' });
    assert.match(out, /^ok: .* v1, 1 cases$/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
