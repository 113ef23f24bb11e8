// The network of every run: three sites, five items, a few customers, and the shipped process and policies in force. What putting
// them in commits is made once and taken over by every world, so that definitions are compiled once.
import { readFileSync } from 'node:fs';
import { loadPolicies } from '#policies/load.ts';
import type { Command } from '#processes/message.ts';
import { setUp } from '#runtime/scenarios/network.ts';
import type { Writes } from '#runtime/store.ts';

type ItemDocument = Extract<Command, { type: 'item.put' }>['item'];

export const sites = ['HAM', 'LYO', 'GDN'] as const;

export interface Goods {
  readonly code: string;
  /** Steps of the scale that make one unit. */
  readonly unit: number;
  readonly lots: readonly string[];
  readonly price: string;
}

/** What lies on shelves. */
export const stocked: readonly [Goods, ...Goods[]] = [
  { code: 'LAMP', unit: 1, lots: [''], price: '10.00' },
  { code: 'BULB', unit: 1, lots: [''], price: '2.50' },
  { code: 'TEA', unit: 1, lots: ['T1', 'T2', 'T3'], price: '4.00' },
  { code: 'PIPE', unit: 100, lots: [''], price: '7.35' },
];
/** A lamp and two bulbs. */
export const kit = { code: 'SET', parts: { LAMP: 1, BULB: 2 }, price: '14.00' } as const;
export const expiryOf: Readonly<Record<string, string>> = { T1: '2026-03-14', T2: '2026-04-20', T3: '2027-01-31' };
export const customers = ['A', 'B', 'C', 'LIMITED'] as const;
export const startAt = Date.parse('2026-03-09T06:00:00Z');

/** Types of the entries that somebody is sent, and to whom. */
const connections: Readonly<Record<string, readonly string[]>> = {
  warehouse: [
    ...['release.requested', 'release.reminded', 'release.cancel_requested'],
    ...['transfer.requested', 'transfer.cancel_requested'],
  ],
  erp: ['issue.requested'],
  carrier: ['transport.requested', 'shipment.shipped'],
  finance: ['credit.requested', 'invoice.requested'],
  shop: ['order.accepted', 'order.promised', 'order.backordered', 'order.cancelled', 'order.closed', 'promise.changed'],
  desk: ['order.held', 'exception.raised', 'promise.at_risk', 'event.held'],
};

const subscribed = new Map<string, string[]>();
for (const [connection, types] of Object.entries(connections)) {
  for (const type of types) {
    const name = `crossdock.${type}.v1`;
    subscribed.set(name, [...(subscribed.get(name) ?? []), connection]);
  }
}
const nobody: readonly string[] = [];

export function subscribers(type: string): readonly string[] {
  return subscribed.get(type) ?? nobody;
}

const masterData: readonly Command[] = [
  { type: 'site.put', site: { code: 'HAM', name: 'Hamburg', company: 'NORTH', zone: 'Europe/Berlin', rank: 1 } },
  { type: 'site.put', site: { code: 'LYO', name: 'Lyon', company: 'NORTH', zone: 'Europe/Paris', rank: 2 } },
  {
    type: 'site.put',
    site: { code: 'GDN', name: 'Gdansk', company: 'EAST', zone: 'Europe/Warsaw', rank: 3, cutOff: '15:00' },
  },
  itemPut('LAMP', { attributes: { listPrice: '10.00' } }),
  itemPut('BULB'),
  itemPut('TEA', { lots: true }),
  itemPut('PIPE', { unit: 'm', scale: 2 }),
  itemPut(kit.code, { components: Object.entries(kit.parts).map(([item, quantity]) => ({ item, quantity })) }),
  ...(['A', 'B', 'C'] as const).map((code) => customerPut(code, { class: code })),
  customerPut('LIMITED', { creditLimit: '60', creditCurrency: 'EUR' }),
];

export function itemPut(code: string, more: Partial<ItemDocument> = {}): Command {
  return { type: 'item.put', item: { code, name: code, unit: 'each', ...more } };
}

function customerPut(code: string, attributes: Readonly<Record<string, string>>): Command {
  return { type: 'partner.put', party: null, partner: { code, name: code, roles: ['customer'], attributes } };
}

const chart = new URL('../definitions/processes/order-fulfilment/v1.json', import.meta.url);

/** Text of the process, as it is put in force. */
export const processText = readFileSync(chart, 'utf8');

const policies = loadPolicies().map(({ name, versions }) => {
  const last = versions.at(-1);
  if (last === undefined) throw new Error(`definitions/policies/${name} has no version: restore it`);
  return { name, version: last.version, text: last.text };
});
const put = { hash: '', owner: '', active: true } as const;

function definitions(): Command[] {
  const process = { ...put, kind: 'process', name: 'order-fulfilment', version: 1, content: processText } as const;
  return [...policies.map((_, index) => policyPut(index, 0)), { type: 'definition.put', definition: process }];
}

/** A later version of a shipped policy, with the same rules. */
export function policyPut(index: number, later: number): Command {
  const policy = policies[index % policies.length];
  if (policy === undefined) throw new Error('definitions/policies is empty: restore it');
  const { name, text } = policy;
  const version = policy.version + later;
  const content = later === 0 ? text : withVersion(text, version);
  return { type: 'definition.put', definition: { ...put, kind: 'policy', name, version, content } };
}

function withVersion(text: string, version: number): string {
  const content = JSON.parse(text) as { readonly policy: object };
  return JSON.stringify({ ...content, policy: { ...content.policy, version } });
}

const prepared = new Map<boolean, Promise<readonly Writes[]>>();

/** What has been committed when a world begins; without a process, orders are only promised and issued. */
export function setUpWrites(hasProcess: boolean): Promise<readonly Writes[]> {
  const known = prepared.get(hasProcess);
  if (known !== undefined) return known;
  const writes = setUp([...(hasProcess ? definitions() : []), ...masterData]);
  prepared.set(hasProcess, writes);
  return writes;
}
