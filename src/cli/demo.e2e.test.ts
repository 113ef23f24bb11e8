// The demo as `npm start` runs it, on a clock twenty times as fast: a node with the systems beside it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { subscriptions, systemNames } from '#demo/systems.ts';
import type { DemoSystem } from '#demo/systems.ts';
import { testDatabase } from '#postgres/test-database.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));
const adminKey = 'the-administrators-key-of-this-test';
const withinMs = 30_000;

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  said: () => string;
}

interface Place extends Disposable {
  readonly home: string;
  start(...args: readonly string[]): Promise<Running>;
}

function placeOf(databaseUrl: string): Place {
  const top = mkdtempSync(join(tmpdir(), 'crossdock-demo-'));
  chmodSync(top, 0o711);
  const home = join(top, 'home');
  const settings = { DATABASE_URL: databaseUrl, CROSSDOCK_HOME: home, CROSSDOCK_ADMIN_KEY: adminKey, PORT: '0' };
  return {
    home,
    start: async (...args) => {
      const child = spawn(process.execPath, [program, 'start', ...args], {
        env: { PATH: process.env['PATH'], ...settings },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const url = await until('the node', () => {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${said}`);
        return /ready on (http:\S+)/.exec(said)?.[1];
      });
      return { child, url, said: () => said };
    },
    [Symbol.dispose]: () => rmSync(top, { recursive: true }),
  };
}

async function until<Value>(what: string, look: () => Value | undefined | Promise<Value | undefined>): Promise<Value> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    const value = await look();
    if (value !== undefined) return value;
    await sleep(50);
  }
  throw new Error(`waited ${withinMs / 1_000} s for ${what}`);
}

async function stop({ child }: Running, signal: NodeJS.Signals): Promise<unknown> {
  const ended = once(child, 'close');
  child.kill(signal);
  return (await ended)[0];
}

type Addresses = Readonly<Record<DemoSystem, string>>;

function addressesOf(running: Running): Promise<Addresses> {
  return until('the systems', () => {
    const line = /^The systems of the demo network: (.*)$/m.exec(running.said())?.[1];
    const pairs = line?.split(', ').map((part) => part.split(' on '));
    return pairs === undefined ? undefined : (Object.fromEntries(pairs) as Addresses); // One for each, as is checked below.
  });
}

interface Row {
  readonly [field: string]: unknown;
}

async function items(url: string): Promise<readonly Row[]> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${adminKey}` } });
  const body = (await response.json()) as { items?: readonly Row[] };
  assert.ok(response.ok && body.items !== undefined, `${url}: ${JSON.stringify(body)}`);
  return body.items;
}

async function api(method: string, url: string, body?: object): Promise<Row> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Row;
  assert.ok(response.ok, `${method} ${url}: ${JSON.stringify(answer)}`);
  return answer;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false; // Nobody listens there any more.
  }
}

test(
  'the demo runs orders, goes on after a stop, and leaves nothing behind when it is killed',
  { timeout: 120_000 },
  async (t) => {
    await using database = await testDatabase({ migrated: false });
    using place = placeOf(database.connectionString);
    const demo = ['--demo', '--demo-pace', '1200'] as const;
    const first = await place.start(...demo);
    let running = first;
    t.after(() => running.child.kill('SIGKILL'));
    const systems = await addressesOf(first);
    const settingsPath = join(place.home, 'demo', 'counterparties.json');

    await t.test('each system is told of what it has a use for', async () => {
      for (const name of systemNames) {
        const overview = (await (await fetch(systems[name])).json()) as { name: string; listensTo: string[] };
        assert.equal(overview.name, name);
        assert.deepEqual(overview.listensTo.toSorted(), subscriptions[name].toSorted(), name);
      }
      const connections = await items(`${first.url}/v1/connections`);
      assert.deepEqual(
        new Map(
          connections
            .filter(({ kind }) => kind === 'webhook')
            .map(({ code, settings }) => [code, (settings as { url: string }).url]),
        ),
        new Map(systemNames.map((name) => [`demo-${name}`, `${systems[name]}/hooks`])),
      );
      assert.deepEqual(
        connections.filter(({ kind }) => kind === 'hook').map(({ code }) => code),
        ['demo-carrier-reports', 'demo-erp-reports', 'demo-finance-reports', 'demo-wms-reports'],
      );
    });

    await t.test('secrets are in one file, for this user only', () => {
      assert.equal(statSync(settingsPath).mode & 0o777, 0o600);
      const { systems: kept }: { systems: Record<string, { key: string; secret: string }> } = JSON.parse(
        readFileSync(settingsPath, 'utf8'),
      );
      for (const secret of Object.values(kept).flatMap((system) => [system.key, system.secret]))
        assert.ok(secret.length > 40 && !first.said().includes(secret));
    });

    await t.test('orders of the shop are delivered and billed, and some need somebody', async () => {
      const seen = { closed: false, exception: false };
      await until('a closed order and an exception', async () => {
        const orders = await items(`${first.url}/v1/orders?channel=web&status=closed&limit=1`);
        seen.closed ||= orders.length > 0;
        seen.exception ||= (await items(`${first.url}/v1/exceptions`)).length > 0;
        return seen.closed && seen.exception ? true : undefined;
      });
      assert.deepEqual(await items(`${first.url}/v1/intakes`), [], 'what the systems report can be applied');
      assert.deepEqual(await items(`${first.url}/v1/deliveries?deliveryState=dead`), []);
    });

    await t.test('goods that are lost at one site come from another, when somebody chooses so', async () => {
      const item = 'BAL-016'; // Of which the shop sells nothing for an hour.
      const lost = { item, site: 'HAM', share: 1 };
      // Or it would buy new ones before somebody has chosen.
      await api('PUT', `${systems.erp}/faults/down`, { on: true });
      await api('PUT', `${systems.wms}/faults/stock_lost`, { on: true, parameters: lost });
      const { attributes } = (await api('GET', `${first.url}/v1/items/${item}`)) as {
        attributes: { listPrice: string };
      };
      const price = { amount: attributes.listPrice, currency: 'EUR' };
      const { id } = await api('POST', `${first.url}/v1/orders`, {
        externalId: 'transferred',
        channel: 'desk',
        customer: 'C003',
        site: 'HAM',
        allowBackorder: true,
        lines: [{ line: 1, item, quantity: 3, price }],
      });
      const order = `${first.url}/v1/orders/${String(id)}`;
      const options = await until('alternatives', async () => {
        const { fulfilment } = (await api('GET', order)) as {
          fulfilment: { risk: { alternatives: readonly { option: string; site: string | null }[] } | null };
        };
        return fulfilment.risk?.alternatives;
      });
      assert.equal(options.find(({ option }) => option === 'transfer')?.site, 'LYO', JSON.stringify(options));
      await api('POST', `${order}/recover`, { option: 'transfer', reason: 'the customer collects at Hamburg' });
      await api('PUT', `${systems.erp}/faults/down`, { on: false });
      await until('the end of the order', async () =>
        (await api('GET', order))['status'] === 'closed' ? true : undefined,
      );
      const told = (await items(`${order}/timeline?limit=200`)).map(({ what }) => String(what));
      assert.ok(told.includes(`3 ${item} moved from LYO to HAM.`), told.join('\n'));
      assert.ok(
        told.some((what) => /^Shipment SH-HAM-\S+ left HAM/.test(what)),
        told.join('\n'),
      );
    });

    await t.test('another node of the database leaves them to the first', async () => {
      const other = await place.start(...demo);
      await until('its word', () => (other.said().includes('are run by another node') ? true : undefined));
      assert.equal(await stop(other, 'SIGINT'), 0);
    });

    const before = await items(`${systems.shop}/state/orders?limit=500`);
    assert.equal(await stop(first, 'SIGINT'), 0);
    assert.equal(await answers(systems.shop), false);

    const second = await place.start(...demo);
    running = second;
    const again = await addressesOf(second);
    await t.test('a second start goes on where the first stopped', async () => {
      const orders = await until('another order', async () => {
        const now = await items(`${again.shop}/state/orders?limit=500`);
        return now.length > before.length ? now : undefined;
      });
      const ids = new Set(orders.map(({ externalId }) => externalId));
      assert.ok(before.every(({ externalId }) => ids.has(externalId)));
      assert.equal(ids.size, orders.length);
      const keys = await items(`${second.url}/v1/keys`);
      assert.deepEqual(
        keys
          .filter(({ name }) => String(name).startsWith('Demo '))
          .map(({ role }) => String(role))
          .toSorted(),
        ['carrier', 'channel', 'erp', 'finance', 'warehouse'],
      );
    });

    await stop(second, 'SIGKILL');
    await t.test('the systems end with a node that was killed', async () => {
      await until('the end of the systems', async () => ((await answers(again.wms)) ? undefined : true));
    });

    await t.test('the start after it goes on, and Ctrl-C ends it all', async () => {
      const third = await place.start(...demo);
      running = third;
      const shop = (await addressesOf(third)).shop;
      const known = new Set((await items(`${shop}/state/orders?limit=500`)).map(({ externalId }) => externalId));
      assert.ok(before.every(({ externalId }) => known.has(externalId)));
      assert.equal(await stop(third, 'SIGINT'), 0);
      assert.equal(await answers(shop), false);
    });

    await t.test('without the demo they are not started', async () => {
      const production = await place.start();
      running = production;
      assert.equal(await stop(production, 'SIGINT'), 0);
      assert.doesNotMatch(production.said(), /systems/);
    });
  },
);
