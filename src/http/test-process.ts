// A small network whose orders are run by the shipped process, for end-to-end tests: put in force over the API, told by systems.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { loadPolicies } from '#policies/load.ts';
import type { Asked, TestApp } from './test-app.ts';
import { event, made, order, receive, smallNetwork } from './test-world.ts';

const chart = new URL('../../definitions/processes/order-fulfilment/v1.json', import.meta.url);

export interface Definition {
  readonly kind: 'process' | 'policy';
  readonly name: string;
  readonly version: number;
  readonly content: string;
  readonly active: boolean;
}

/** The shipped policies, then the process that asks them. */
export function shipped(): Definition[] {
  const policies = loadPolicies().map(({ name, versions }): Definition => {
    const last = versions.at(-1);
    assert(last !== undefined, `${name} has a version`);
    return { kind: 'policy', name, version: last.version, content: last.text, active: true };
  });
  const content = readFileSync(chart, 'utf8');
  return [...policies, { kind: 'process', name: 'order-fulfilment', version: 1, content, active: true }];
}

/** 100 lamps in Hamburg, 50 in Munich, a customer with a credit limit, and the process in force. */
export async function managedNetwork(app: TestApp): Promise<void> {
  await smallNetwork(app);
  for (const body of shipped()) await made(app.ask('POST', '/v1/definitions', { body }));
  await made(
    app.ask('PUT', '/v1/partners/C1', {
      body: {
        name: 'Customer',
        roles: ['customer'],
        attributes: { class: 'B', creditLimit: '500', creditCurrency: 'EUR' },
      },
    }),
  );
  await receive(app, 'LAMP', 'HAM', 100);
  await receive(app, 'LAMP', 'MUC', 50);
}

export async function placed(app: TestApp, quantity: number, more: object = {}): Promise<string> {
  const price = { amount: '10.00', currency: 'EUR' };
  const body = order([{ item: 'LAMP', quantity, price }], { customer: 'C1', ...more });
  return String((await made(app.ask('POST', '/v1/orders', { body }))).body['id']);
}

/** What a system reports about the order. */
export async function report(app: TestApp, type: string, data: Readonly<Record<string, unknown>>): Promise<Asked> {
  return app.ask('POST', '/v1/events', { body: event(type, data, { source: `/${type.split('.')[0] ?? ''}` }) });
}

export async function reported(app: TestApp, type: string, data: Readonly<Record<string, unknown>>): Promise<void> {
  const { status, body } = await report(app, type, data);
  assert.equal(status, 200, JSON.stringify(body));
}

/** From the warehouse's answer to goods under way: five lamps in shipment S1. */
export async function shipFive(app: TestApp, id: string): Promise<void> {
  const of = { order: id, release: `${id}-R1`, site: 'HAM' };
  const lines = [{ line: 1, item: 'LAMP', quantity: 5 }];
  await reported(app, 'release.accepted', { ...of, wave: 'W1' });
  await reported(app, 'shipment.picked', { ...of, shipment: 'S1', lines });
  await reported(app, 'shipment.packed', { ...of, shipment: 'S1' });
  await reported(app, 'transport.booked', {
    order: id,
    shipment: 'S1',
    carrier: 'DHL',
    tracking: 'T1',
    expectedOn: '2026-01-06',
    cost: { amount: '7.50', currency: 'EUR' },
  });
  await reported(app, 'shipment.shipped', { ...of, shipment: 'S1', lines, complete: true });
}
