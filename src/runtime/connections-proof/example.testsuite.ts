// What the examples of documents need of a whole node: sites and items, mappings in force, folders of a partner, and patience.
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { loadMapping } from '#connections/mapping/mapping-files.ts';
import type { ProofNode } from './node.testsuite.ts';

const untilMs = 60_000;

export async function until<T>(what: string, ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const deadline = performance.now() + untilMs; ; await wait(50)) {
    const found = await ask();
    if (found !== undefined) return found;
    assert.ok(performance.now() < deadline, `in ${untilMs} ms there was not ${what}`);
  }
}

/** Puts the mappings of an example in force. */
export async function publish(node: ProofNode, example: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { mapping, content } = loadMapping(join(example, 'mappings', name));
    assert(mapping !== null && content !== null);
    const definition = { kind: 'mapping', name, version: mapping.version, content: JSON.parse(content), active: true };
    await node.ask('POST', '/v1/definitions', definition);
  }
}

/** What is sold, and where it is. */
export async function putGoods(node: ProofNode): Promise<void> {
  await node.ask('PUT', '/v1/sites/HAM', { name: 'Hamburg', company: 'C1', zone: 'Europe/Berlin', rank: 1 });
  await node.ask('PUT', '/v1/items/LAMP-01', { name: 'Lamp', unit: 'each' });
  const units = [{ unit: 'case', factor: '10' }];
  await node.ask('PUT', '/v1/items/BULB-E27', { name: 'Bulb', unit: 'each', units });
}

/** The folder of a partner, with those that its connection looks into. */
export function partnerFolder(node: ProofNode, partner: string): string {
  const folder = join(node.files, partner);
  for (const name of ['in', 'out', 'done']) mkdirSync(join(folder, name), { recursive: true });
  return folder;
}

/** Written beside and renamed, as partners do. */
export function drop(folder: string, file: string, text: string): void {
  writeFileSync(join(folder, `${file}.part`), text);
  renameSync(join(folder, `${file}.part`), join(folder, 'in', file));
}
