// Routing for tests of the stores: tables put in force, and what was sent by them.
import { policyText } from '#policies/testing/policy-text.ts';
import type { Command } from '#processes/message.ts';
import type { MemoryStore } from './memory-store.ts';

const text = { type: 'string', description: 'a text' };
const nobody = { connection: '"nobody"', operation: '"the event"' };

/** By type, site and channel; the second version says something else. */
export function putRouting(version: 1 | 2): Command {
  const rules = [
    nobody,
    { site: '"S1"', connection: `"wms-${version}"`, operation: '"take"' },
    { type: '"crossdock.order.accepted.v1"', channel: '!= "none"', connection: '"desk"', operation: '"the event"' },
    { type: '!= "crossdock.item.defined.v1"', site: '""', connection: '"archive"', operation: '"the event"' },
  ];
  const outputs = { connection: text, operation: text };
  const content = policyText({ hit: 'collect', inputs: { type: text, site: text, channel: text }, outputs, rules })
    .replace('"name": "made"', '"name": "routing"')
    .replace('"version": 1', `"version": ${version}`);
  const definition = { kind: 'policy', name: 'routing', version, content, active: true, hash: '', owner: '' } as const;
  return { type: 'definition.put', definition };
}

/** In the order in which it was written, whatever turns it was written in. */
export function sentBy(store: MemoryStore): string[] {
  return store.deliveries.map(
    ({ connection, operation, lane, type }) => `${connection} ${operation ?? 'the event'}: ${type} of ${lane}`,
  );
}
