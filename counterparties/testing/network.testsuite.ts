// A small network for tests, and the messages that Crossdock sends about an order of it.
import type { CloudEvent } from '../system/message.ts';
import type { Network } from '../system/network.ts';
import type { Settings } from '../system/system.ts';

export const startAt = Date.parse('2026-03-02T08:00:00Z');
export const minutes = (count: number): number => startAt + count * 60_000;
export const days = (count: number): number => minutes(count * 1_440);

export function network(given: Partial<Network> = {}): Network {
  return {
    sites: [
      { code: 'HAM', name: 'Hamburg', zone: 'Europe/Berlin', rank: 1 },
      { code: 'LYO', name: 'Lyon', zone: 'Europe/Paris', rank: 2 },
      { code: 'LON', name: 'London', zone: 'Europe/London', rank: 3 },
    ],
    items: [
      { code: 'PUM-001', name: 'Pump', unit: 'each', units: [{ unit: 'box', factor: '12' }] },
      { code: 'PUM-002', name: 'Larger pump', unit: 'each' },
      { code: 'VAL-001', name: 'Valve', unit: 'each' },
      { code: 'CAB-001', name: 'Cable', unit: 'm', scale: 1, units: [{ unit: 'drum', factor: '100' }] },
      { code: 'PAI-001', name: 'Paint', unit: 'can', lots: true, shelfLifeDays: 200 },
      {
        code: 'SET-001',
        name: 'Pump with two valves',
        unit: 'each',
        components: [
          { item: 'PUM-001', quantity: 1 },
          { item: 'VAL-001', quantity: '2' },
        ],
      },
    ],
    partners: [
      { code: 'C001', name: 'Workshop 1', roles: ['customer'] },
      { code: 'C002', name: 'Workshop 2', roles: ['customer'] },
      { code: 'V1', name: 'Works', roles: ['supplier'] },
    ],
    openingStock: [
      { item: 'PUM-001', site: 'HAM', quantity: 100 },
      { item: 'PUM-002', site: 'HAM', quantity: 20 },
      { item: 'VAL-001', site: 'HAM', quantity: 15 },
      { item: 'CAB-001', site: 'HAM', quantity: '250.5' },
      { item: 'PAI-001', site: 'HAM', quantity: 10, lot: 'L2', expiresOn: '2026-09-01' },
      { item: 'PAI-001', site: 'HAM', quantity: 4, lot: 'L1', expiresOn: '2026-06-01' },
      { item: 'PUM-001', site: 'LYO', quantity: 5 },
    ],
    supplies: [{ reference: 'PO-1', item: 'VAL-001', site: 'HAM', quantity: 50, expectedOn: '2026-03-05' }],
    ...given,
  };
}

export function settings(given: Partial<Settings> = {}): Settings {
  return { seed: 1, network: network(), startAt, ...given };
}

let count = 0;

/** A webhook of Crossdock, each under an id of its own. */
export function webhook(
  type: string,
  data: Readonly<Record<string, unknown>>,
  given: Partial<CloudEvent> = {},
): CloudEvent {
  count += 1;
  return {
    specversion: '1.0',
    id: `turn-${count}`,
    source: '/crossdock/crossdock',
    type: `crossdock.${type}.v1`,
    subject: 'ord_1',
    correlationid: 'corr-1',
    data,
    ...given,
  };
}

export function releaseRequested(given: Readonly<Record<string, unknown>> = {}, id?: string): CloudEvent {
  return webhook(
    'release.requested',
    {
      order: 'ord_1',
      release: 'ord_1-R1',
      site: 'HAM',
      priority: 5,
      promisedFor: '2026-03-03',
      requestedFor: null,
      expedite: false,
      lines: [{ line: 1, item: 'PUM-001', quantity: 3, unit: 'each' }],
      ...given,
    },
    id === undefined ? {} : { id },
  );
}
