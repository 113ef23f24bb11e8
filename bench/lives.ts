// The life of an order as the benchmarks play it: placed, released, picked, packed, shipped, posted, billed, delivered and closed, with the
// answers of all other systems put in as messages. What is sent to them is written as deliveries and left there.
import { readFileSync } from 'node:fs';
import { everything } from '../src/kernel/scope.ts';
import { newId } from '../src/http/ids.ts';
import { loadPolicies } from '../src/policies/load.ts';
import type { Command, OrderEvent } from '../src/processes/message.ts';
import type { Engine } from '../src/runtime/engine.ts';
import type { CrossdockNode } from '../src/runtime/node.ts';
import { isKit, itemCode } from './world.ts';
import type { World } from './world.ts';

/** What other systems report of an order, after it was placed. */
const reportsOfLife = 8;
export const messagesPerLife = 1 + reportsOfLife;

const types = [
  'credit.requested',
  'release.requested',
  'transport.requested',
  'issue.requested',
  'invoice.requested',
  'order.closed',
].map((type) => `crossdock.${type}.v1`);

export interface Life {
  readonly world: World;
  readonly channel: string;
  /** How many of the reports come; left out: all, and the order is closed. */
  readonly reports?: number;
  readonly onAnswer?: () => void;
}

export async function live(engine: Engine, { world, channel, reports = reportsOfLife, onAnswer }: Life): Promise<void> {
  const order = newId('ord');
  const id = order.slice(4);
  const items = [1, 2].map(() => stocked(world));
  const lines = items.map((item, index) => ({
    line: index + 1,
    item,
    quantity: 1,
    price: { amount: '12.50', currency: 'EUR' },
  }));
  await send(engine, {
    type: 'order.place',
    id: order,
    party: null,
    document: { externalId: id, channel, customer: 'C1', site: 'S01', lines },
  });
  onAnswer?.();
  const sent = items.map((item, index) => ({ line: index + 1, item, quantity: 1 }));
  const release = { release: `${order}-R1`, site: 'S01' };
  const shipment = `S${id}`;
  const all = [
    ['release.accepted', release],
    ['shipment.picked', { ...release, shipment, lines: sent }],
    ['shipment.packed', { ...release, shipment }],
    ['transport.booked', { shipment, carrier: 'DHL', tracking: id, expectedOn: '2099-01-01' }],
    ['shipment.shipped', { ...release, shipment, lines: sent, complete: true }],
    ['issue.posted', { shipment, document: `GI-${id}` }],
    ['invoice.issued', { shipment, invoice: `INV-${id}` }],
    ['shipment.delivered', { shipment }],
  ] as const;
  for (const [kind, data] of all.slice(0, reports)) {
    await send(engine, {
      type: 'order.event',
      kind,
      event: { source: 'bench', id: `${kind} ${id}`, type: `crossdock.${kind}.v1` },
      data: { order, ...data },
    } as unknown as OrderEvent); // The data of its kind, as the contracts have it.
    onAnswer?.();
  }
}

/** Puts the shipped policies and the process of fulfilment in force. */
export async function activate(node: CrossdockNode): Promise<void> {
  const of = { hash: '', owner: '', active: true } as const;
  for (const { name, versions } of loadPolicies())
    for (const { version, text } of versions.slice(-1))
      await send(node.engine, {
        type: 'definition.put',
        definition: { ...of, kind: 'policy', name, version, content: text },
      });
  const content = readFileSync(new URL('../definitions/processes/order-fulfilment/v1.json', import.meta.url), 'utf8');
  await send(node.engine, {
    type: 'definition.put',
    definition: { ...of, kind: 'process', name: 'order-fulfilment', version: 1, content },
  });
  await node.pool.query(`update connections set types = $1`, [types]);
  await node.pool.query('update catalog_epoch set epoch = epoch + 1');
  await node.catalog.refresh();
}

/** No lots, so that shipments need not name them, and no kits. */
function stocked({ items }: World): string {
  for (;;) {
    const number = 1 + Math.floor(Math.random() * items);
    if (!isKit(number) && number % 20 !== 1) return itemCode(number);
  }
}

async function send(engine: Engine, command: Command): Promise<void> {
  const claim = command.type === 'order.event' ? { source: command.event.source, id: command.event.id } : null;
  const { answer } = await engine.submit('api', {
    message: {
      id: newId('msg'),
      claim,
      digest: claim?.id ?? '',
      actor: 'key:key_bench',
      scope: everything,
      occurredAt: Date.now(),
      correlationId: 'bench',
      causationId: null,
      command,
    },
  });
  if (answer.status === 'refused')
    throw new Error(`${command.type} was refused: ${answer.rejection.rejected}, ${answer.rejection.detail}`);
}
