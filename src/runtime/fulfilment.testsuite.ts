// A network whose orders are run by the shipped process, for tests of fulfilment: master data, stock, the shipped definitions in
// force, and what systems report in one line each.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { loadPolicies } from '#policies/load.ts';
import type { OrderEventDataOf, OrderEventKind } from '#processes/order-event-data.ts';
import type { Command } from '#processes/message.ts';
import { order, OrderSpec } from './order-spec.ts';
import { done } from './spec.ts';
import type { SaidBy } from './spec.ts';

export { order };

const chart = new URL('../../definitions/processes/order-fulfilment/v1.json', import.meta.url);

/** What puts the shipped policies and the process in force. */
export function shippedDefinitions(): Command[] {
  const of = { hash: '', owner: '', active: true } as const;
  const policies = loadPolicies().map(({ name, versions }): Command => {
    const last = versions.at(-1);
    assert(last !== undefined, `${name} has a version`);
    return {
      type: 'definition.put',
      definition: { ...of, kind: 'policy', name, version: last.version, content: last.text },
    };
  });
  const content = readFileSync(chart, 'utf8');
  return [
    ...policies,
    { type: 'definition.put', definition: { ...of, kind: 'process', name: 'order-fulfilment', version: 1, content } },
  ];
}

/** The next version of a shipped policy, without one of its rules. */
export function withoutRule(name: string, rule: string): Command {
  const shipped = shippedDefinitions().find(
    (command) => command.type === 'definition.put' && command.definition.name === name,
  );
  assert(shipped?.type === 'definition.put', `${name} is shipped`);
  const { definition } = shipped;
  const version = definition.version + 1;
  const content = JSON.parse(definition.content) as {
    policy: { version: number };
    nodes: { content?: { rules?: { _id: string }[] } }[];
  };
  content.policy.version = version;
  for (const { content: table } of content.nodes)
    if (table?.rules !== undefined) table.rules = table.rules.filter(({ _id }) => _id !== rule);
  return { type: 'definition.put', definition: { ...definition, version, content: JSON.stringify(content) } };
}

export class FulfilmentSpec extends OrderSpec {
  /** Two sites of one company, two items and a customer; 100 LAMP and 20 BULB at HAM, 10 LAMP at LYO. */
  async begin(): Promise<this> {
    await this.given(
      ...shippedDefinitions(),
      { type: 'site.put', site: { code: 'HAM', name: 'Hamburg', company: 'NORTH', zone: 'Europe/Berlin', rank: 1 } },
      { type: 'site.put', site: { code: 'LYO', name: 'Lyon', company: 'NORTH', zone: 'Europe/Paris', rank: 2 } },
      { type: 'item.put', item: { code: 'LAMP', name: 'Lamp', unit: 'each', attributes: { listPrice: '10.00' } } },
      { type: 'item.put', item: { code: 'BULB', name: 'Bulb', unit: 'each' } },
      { type: 'partner.put', partner: { code: 'C1', name: 'Customer', roles: ['customer'] }, party: null },
    );
    await this.receive('LAMP', 'HAM', 100);
    await this.receive('BULB', 'HAM', 20);
    await this.receive('LAMP', 'LYO', 10);
    return this;
  }

  async receive(item: string, site: string, quantity: number): Promise<void> {
    const id = this.newEventId('receipt');
    await this.given({
      type: 'stock.event',
      kind: 'received',
      event: { source: 'wms', id, type: 'crossdock.stock.received.v1' },
      data: { item, site, quantity },
    });
  }

  async reports<Kind extends OrderEventKind>(
    kind: Kind,
    data: Omit<OrderEventDataOf[Kind], 'order'> & { order?: string },
    by?: SaidBy,
  ): Promise<Readonly<Record<string, unknown>>> {
    return done(await this.when(this.report(kind, data), by));
  }
}
