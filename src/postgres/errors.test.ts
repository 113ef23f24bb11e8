import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseErrorKind, errorCode } from './errors.ts';
import { reason } from './reachable.ts';

const withCode = (code: unknown): Error => Object.assign(new Error('no'), { code });

for (const [code, kind] of [
  ['40001', 'retry'],
  ['40P01', 'retry'],
  ['55P03', 'retry'],
  ['57014', 'retry'],
  ['57P01', 'lost'],
  ['57P03', 'lost'],
  ['25P03', 'lost'],
  ['25006', 'lost'],
  ['08006', 'lost'],
  ['ECONNRESET', 'lost'],
  ['23505', 'refused'],
  ['23514', 'refused'],
  ['22003', 'refused'],
  ['53100', 'full'],
  ['53300', 'full'],
  ['42601', 'defect'],
  ['ERR_ASSERTION', 'defect'],
] as const) {
  test(`${code} means ${kind}`, () => assert.equal(databaseErrorKind(withCode(code)), kind));
}

test("the driver's own connection errors have no code", () => {
  assert.equal(databaseErrorKind(new Error('Connection terminated unexpectedly')), 'lost');
  assert.equal(databaseErrorKind(new Error('Connection terminated')), 'lost');
  assert.equal(databaseErrorKind(new Error('something else')), 'defect');
  assert.equal(databaseErrorKind('thrown text'), 'defect');
});

test('only texts are codes', () => {
  assert.equal(errorCode(withCode(5)), undefined);
  assert.equal(errorCode({ code: 'x' }), undefined);
  assert.equal(errorCode(withCode('x')), 'x');
});

const url = 'postgresql://ann:hidden@db.example.org:5433/orders';

for (const [error, sentence] of [
  [withCode('ECONNREFUSED'), 'No PostgreSQL answers at db.example.org:5433: start it, or correct DATABASE_URL.'],
  [
    withCode('ENOTFOUND'),
    'The name of the database server in db.example.org:5433 is not known: correct DATABASE_URL, or the name service.',
  ],
  [
    withCode('28P01'),
    'PostgreSQL at db.example.org:5433 refuses the user ann: correct user and password in DATABASE_URL, or pg_hba.conf.',
  ],
  [
    withCode('3D000'),
    'PostgreSQL at db.example.org:5433 has no database orders: create it (createdb orders), or correct DATABASE_URL.',
  ],
  [withCode('42501'), 'The user ann has not the right to use the database orders: grant it connect and create.'],
  [
    withCode('53300'),
    'PostgreSQL at db.example.org:5433 has no connection left: raise max_connections, or end other sessions.',
  ],
  [
    withCode('57P03'),
    'The database at db.example.org:5433 cannot be used (no): check network and server, or correct DATABASE_URL.',
  ],
  [
    new Error('The server does not support SSL connections'),
    'The database at db.example.org:5433 cannot be used (The server does not support SSL connections): correct DATABASE_URL.',
  ],
] as const) {
  test(`says: ${sentence}`, () => assert.equal(reason(error, url), sentence));
}
