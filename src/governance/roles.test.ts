import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissions, roles } from './model.ts';
import type { Grant, Permission, Role } from './model.ts';
import { decidesFor, exceeds, may, missingFor, rolesWith } from './roles.ts';
import { eventTypes } from '#contracts/registry.ts';
import type { Scope } from '#kernel/scope.ts';

const eventTypesTaken = Object.keys(eventTypes);
const all = Object.keys(permissions) as Permission[];

test('an administrator has every right, and who lacks one is told which roles have it, the humblest first', () => {
  for (const permission of all) {
    assert.ok(may('administrator', permission));
    assert.deepEqual(
      rolesWith(permission),
      roles.filter((role) => may(role, permission)),
    );
  }
  assert.deepEqual(rolesWith('orders:write'), ['channel', 'operator', 'administrator']);
});

test('a reader changes nothing and sees no personal data', () => {
  for (const permission of all)
    assert.equal(
      may('reader', permission),
      /:(read|verify)$/.test(permission) && permission !== 'personal:read',
      permission,
    );
});

test('who takes orders in lets none of them go on credit, and who lets them go takes none in', () => {
  for (const role of roles.filter((one) => one !== 'administrator'))
    assert.ok(!may(role, 'orders:write') || (!may(role, 'credit:decide') && !may(role, 'events:finance')), role);
  assert.deepEqual(decidesFor('operator'), ['desk']);
  assert.deepEqual(decidesFor('finance'), ['finance']);
  assert.deepEqual(decidesFor('channel'), []);
  assert.deepEqual(
    all.filter((permission) => !may('operator', permission)),
    [
      'credit:decide',
      'events:finance',
      'deliveries:edit',
      'connections:manage',
      'personal:erase',
      'definitions:manage',
      'keys:manage',
    ],
  );
});

test('each system reports its own kinds of events', () => {
  const reports = (role: Role): string[] => eventTypesTaken.filter((type) => missingFor(role, type) === null);
  const told = (...names: string[]): string[] =>
    eventTypesTaken.filter((type) => names.some((name) => type.startsWith(`crossdock.${name}.`)));
  assert.deepEqual(reports('reader'), []);
  assert.deepEqual(reports('channel'), []);
  assert.deepEqual(reports('carrier'), told('transport', 'shipment.delayed', 'shipment.delivered'));
  assert.deepEqual(reports('warehouse'), told('stock', 'supply', 'release', 'shipment'));
  assert.deepEqual(reports('erp'), told('stock', 'supply', 'issue'));
  assert.deepEqual(reports('finance'), told('credit', 'invoice'));
  assert.deepEqual(reports('administrator'), eventTypesTaken);
  for (const type of eventTypesTaken) assert.notEqual(missingFor('reader', type), null, type);
  assert.equal(missingFor('reader', 'shop.cart.left.v1'), null, 'what has no contract is kept, whoever sends it');
});

const cases: readonly [role: Role, own: Scope, wantedRole: Role, wanted: Scope, excess: string | null][] = [
  ['administrator', {}, 'administrator', {}, null],
  ['administrator', {}, 'reader', { sites: ['HAM'] }, null],
  ['operator', {}, 'administrator', {}, 'role'],
  ['administrator', { sites: ['HAM'] }, 'reader', {}, 'sites'],
  ['administrator', { sites: ['HAM'] }, 'reader', { sites: ['MUC'] }, 'sites'],
  ['administrator', { sites: ['HAM', 'MUC'] }, 'reader', { sites: ['MUC'] }, null],
  ['administrator', { sites: ['HAM'] }, 'reader', { sites: [] }, null],
  ['administrator', { companies: ['NORD'] }, 'reader', { sites: ['HAM'] }, 'companies'],
  ['administrator', { companies: ['NORD'] }, 'reader', { sites: ['HAM'], companies: ['NORD'] }, null],
];
for (const [role, own, wantedRole, wanted, excess] of cases) {
  test(`${role} of ${JSON.stringify(own)} makes ${wantedRole} of ${JSON.stringify(wanted)}: ${excess ?? 'granted'}`, () => {
    const maker: Grant = { id: 'key_1', name: 'maker', role, scope: own, sources: null };
    assert.equal(exceeds(maker, { role: wantedRole, scope: wanted, sources: null }), excess);
  });
}

test('a key limited to sources gives away no others', () => {
  const maker = { role: 'administrator', scope: {}, sources: ['wms-1', 'wms-2'] } as const;
  const wanted = { role: 'warehouse', scope: {} } as const;
  assert.equal(exceeds(maker, { ...wanted, sources: ['wms-1'] }), null);
  assert.equal(exceeds(maker, { ...wanted, sources: ['erp'] }), 'sources');
  assert.equal(exceeds(maker, { ...wanted, sources: null }), 'sources');
});
