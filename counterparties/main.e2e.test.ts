import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { configOf } from './testing/http.testsuite.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));

async function run(args: readonly string[], stopAt?: RegExp): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const hear = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
    if (stopAt?.test(output) === true) child.kill('SIGTERM');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, output };
}

test('it says where its systems are, and stops when it is told to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'counterparties-'));
  try {
    const { crossdock, network, systems } = configOf('http://127.0.0.1:9', { carrier: {}, finance: {} });
    const path = join(folder, 'demo.json');
    const written = Object.fromEntries(
      Object.entries(systems).map(([name, { port, secret, key }]) => [name, { port, secret, key }]),
    );
    await writeFile(path, JSON.stringify({ crossdock, network, systems: written }));
    const all = await run(['--config', path], /finance on/);
    assert.match(all.output, /^carrier on http:\/\/127\.0\.0\.1:\d+\nfinance on http:\/\/127\.0\.0\.1:\d+\n$/);
    assert.equal(all.code, 0);
    const one = await run(['--config', path, '--only', 'finance'], /finance on/);
    assert.doesNotMatch(one.output, /carrier/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('without a configuration, or with a wrong argument, it says how it is used', async () => {
  for (const args of [[], ['--speed', '9']]) {
    const { code, output } = await run(args);
    assert.equal(code, 2);
    assert.match(output, /Usage: node counterparties\/main\.ts|Unknown option '--speed'/);
  }
  const help = await run(['--help']);
  assert.deepEqual([help.code, /docs\/guides\/counterparties\.md/.test(help.output)], [0, true]);
});
