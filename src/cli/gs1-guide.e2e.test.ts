// The examples of the guide of GS1, run as a reader would: each command says what the guide says that it says.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const page = readFileSync(new URL('../../docs/guides/gs1.md', import.meta.url), 'utf8');
const program = fileURLToPath(new URL('main.ts', import.meta.url));

test('every command of the guide says what the guide says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-guide-'));
  try {
    const [, name = '', xml = ''] = /^<!-- file: (\S+) -->\n```xml\n(.*?)\n```$/ms.exec(page) ?? [];
    writeFileSync(join(folder, name), xml);
    writeFileSync(join(folder, 'wrong.xml'), xml.replace('OBSERVE', 'LOOK'));
    const examples = [...page.matchAll(/^```console\n(.*?)```$/gms)].map(([, text = '']) => text);
    assert.ok(examples.length >= 10);
    for (const example of examples) {
      const commands = example.split('\n').filter((line) => line.startsWith('$ '));
      const said = commands.map((command) => run(command, folder)).join('');
      assert.equal(
        said,
        example
          .split('\n')
          .filter((line) => !line.startsWith('$ '))
          .join('\n'),
        commands[0],
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function run(command: string, folder: string): string {
  const words = [...command.slice('$ crossdock '.length).matchAll(/'([^']*)'|(\S+)/g)];
  const args = words.map(([, quoted, plain]) => quoted ?? plain ?? '');
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
  assert.equal(stderr, '', command);
  return stdout;
}
