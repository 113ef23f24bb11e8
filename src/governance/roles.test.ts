import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissions, roles } from './model.ts';
import type { Grant, Permission, Role } from './model.ts';
import { exceeds, may, rolesWith } from './roles.ts';
import type { Scope } from '#kernel/scope.ts';

const all = Object.keys(permissions) as Permission[];

test('each role has the rights of the one before, and the last has all', () => {
  for (const permission of all) {
    const having = roles.map((role) => may(role, permission));
    assert.deepEqual(
      having,
      having.toSorted((one, other) => Number(one) - Number(other)),
      permission,
    );
    assert.ok(may('administrator', permission));
    assert.deepEqual(
      rolesWith(permission),
      roles.filter((_, index) => having[index]),
    );
  }
});

test('a reader changes nothing and sees no personal data', () => {
  for (const permission of all)
    assert.equal(
      may('reader', permission),
      /:(read|verify)$/.test(permission) && permission !== 'personal:read',
      permission,
    );
  assert.deepEqual(
    all.filter((permission) => !may('operator', permission)),
    ['connections:manage', 'personal:erase', 'definitions:manage', 'keys:manage'],
  );
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
    const maker: Grant = { id: 'key_1', name: 'maker', role, scope: own };
    assert.equal(exceeds(maker, { role: wantedRole, scope: wanted }), excess);
  });
}
