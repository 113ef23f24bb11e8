import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissions } from '#governance/model.ts';
import { loadContracts } from '#contracts/load.ts';
import { codeLengthMax, codePattern } from './code.ts';
import { parameters } from './parameters.ts';
import { routes } from './routes.ts';
import type { Route } from './route.ts';

/** Answered without a key: what load balancers and those who look for the API ask. */
const publicPaths = ['/healthz', '/readyz', '/openapi.json', '/asyncapi.json'];

for (const route of routes as readonly Route[]) {
  test(`${route.method} ${route.path} says what it needs and answers`, () => {
    assert.ok(
      route.permission === 'public'
        ? publicPaths.includes(route.path)
        : route.permission === 'signed'
          ? route.raw === true
          : Object.hasOwn(permissions, route.permission),
      `permission ${route.permission}`,
    );
    assert.match(route.summary, /^[A-Z].*[^.]$/);
    assert.ok(Object.keys(route.answers).length > 0);
    assert.equal(
      route.body !== undefined,
      route.method === 'PUT' ||
        (route.method === 'POST' &&
          !/^\/v1\/(deliveries\/\{delivery\}\/(replay|skip)$|connections\/\{connection\}\/(replay|check|resume)$|in\/|epcis\/|raw-messages\/\{message\}\/skip)/.test(
            route.path,
          )),
    );
    for (const name of route.query ?? []) assert.ok(Object.hasOwn(parameters, name));
    assert.equal(
      route.query?.includes('limit') ?? false,
      Object.values(route.answers).some((name) => /Page$|Timeline/.test(name ?? '')),
      'lists are pages',
    );
  });
}

test('each handler serves one route, each route has one place', () => {
  assert.equal(new Set(routes.map(({ handler }) => handler)).size, routes.length);
  assert.equal(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size, routes.length);
});

test('codes in paths obey the contract of codes', () => {
  const value = loadContracts().find(({ name }) => name === 'value')?.schema;
  const { pattern, maxLength } = value?.$defs?.['code'] ?? {};
  assert.deepEqual([codePattern, codeLengthMax], [pattern, maxLength]);
});

/** Their messages are claimed under the Idempotency-Key by the turn; a key that is made is derived from it. */
const rememberedElsewhere = [
  'takePushed', // By the key of its message in its stream.
  'placeOrder',
  'placeOrders',
  'changeOrder',
  'cancelOrder',
  'releaseHold',
  'refuseHold',
  'retryBooks',
  'retryTransport',
  'recoverOrder',
  'closeException',
  'putDefinition',
  'makeReservation',
  'postReservation',
  'voidReservation',
  'makeKey',
];

/** Nothing is done, so it does no harm twice. */
const lookOnly = ['checkAgreement', 'checkConnection', 'previewDelivery', 'previewDeadLetters'];

test('an idempotency key is honoured on every POST', () => {
  const rows: readonly Route[] = routes;
  const others = rows
    .filter(({ method, remembered }) => method === 'POST' && remembered !== true)
    .map(({ handler }) => handler);
  assert.deepEqual(others.toSorted(), [...rememberedElsewhere, ...lookOnly].toSorted());
});
