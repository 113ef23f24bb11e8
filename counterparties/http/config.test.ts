import assert from 'node:assert/strict';
import { test } from 'node:test';
import { network } from '../testing/network.testsuite.ts';
import { secret } from '../testing/http.testsuite.ts';
import { makeClock } from './clock.ts';
import { loadConfig, readConfig, readOptions } from './config.ts';
import { keyOf } from './signature.ts';

const right = {
  crossdock: { url: 'http://127.0.0.1:8080/', key: 'k' },
  network: network(),
  systems: { wms: { port: 9_102, secret } },
};

function read(given: object, environment = {}): ReturnType<typeof readConfig> {
  return readConfig({ ...right, ...given }, { folder: '/etc/demo', environment });
}

test('what is left out has the usual value', () => {
  const { network: _, ...config } = read({});
  assert.deepEqual(config, {
    crossdock: { url: 'http://127.0.0.1:8080' },
    seed: 1,
    minutesPerSecond: 1,
    stateFolder: null,
    systems: { wms: { port: 9_102, secret, source: null, key: 'k', inbox: null, options: {}, faults: {} } },
  });
});

test('a system that has an inbox pushes its reports there', () => {
  const inbox = '/v1/in/wms/events';
  assert.equal(read({ systems: { wms: { port: 1, secret, inbox } } }).systems.wms?.inbox, inbox);
});

test('each has a key of its own, or that of all, which may come from the environment; paths count from the file', () => {
  const config = read(
    {
      crossdock: { url: 'https://node.example' },
      stateFolder: 'state',
      systems: { wms: { port: 1, secret }, erp: { port: 2, secret, key: 'own' } },
    },
    { CROSSDOCK_KEY: 'secret' },
  );
  assert.deepEqual(
    [config.systems.wms?.key, config.systems.erp?.key, config.stateFolder],
    ['secret', 'own', '/etc/demo/state'],
  );
});

for (const [given, sentence] of [
  [
    { speed: 1 },
    'The settings has no speed: use crossdock, network, seed, virtualMinutesPerSecond, stateFolder, systems.',
  ],
  [{ crossdock: 'here' }, 'crossdock must be an object.'],
  [
    { crossdock: { url: 'ftp://node', key: 'k' } },
    'crossdock.url must be the address of a node, such as http://127.0.0.1:8080.',
  ],
  [{ systems: { wms: { port: 1, secret, inbox: 'here' } } }, 'systems.wms.inbox must be a path that begins with /.'],
  [
    { crossdock: { url: 'http://node' } },
    'systems.wms.key is missing: set it, crossdock.key or CROSSDOCK_KEY to an API key that may do what the system does.',
  ],
  [{ seed: 'x' }, 'seed must be a number from 0 to 2147483647.'],
  [{ virtualMinutesPerSecond: 0 }, /virtualMinutesPerSecond must be a number from/],
  [{ stateFolder: 7 }, 'stateFolder must be the path of a folder.'],
  [{ systems: {} }, 'systems is empty: name at least one of erp, wms, shop, carrier, finance.'],
  [{ systems: { bank: {} } }, 'systems has no bank: use erp, wms, shop, carrier, finance.'],
  [{ systems: { wms: { port: 70_000, secret } } }, 'systems.wms.port must be a number from 0 to 65535.'],
  [
    { systems: { wms: { port: 1, secret: 'whsec_short' } } },
    'systems.wms.secret must be whsec_ and 24 to 64 bytes in base64.',
  ],
  [{ systems: { wms: { port: 1, secret, source: '' } } }, 'systems.wms.source must be a text.'],
  [
    { systems: { wms: { port: 1, secret, faults: { short_picks: 0.1 } } } },
    'systems.wms.faults.short_picks must be an object.',
  ],
  [{ network: 'missing.json' }, /^\/etc\/demo\/missing\.json cannot be read: ENOENT/],
  [{ network: { ...network(), sites: 'HAM' } }, 'network.sites must be a list.'],
  [{ network: network({ items: [] }) }, 'network.items must be a list of documents with a code, at least one.'],
  [{ network: { ...network(), sites: [{}] } }, 'network.sites must be a list of documents with a code, at least one.'],
] as const) {
  test(`wrong settings are told in a sentence: ${String(sentence).slice(0, 60)}`, () => {
    assert.throws(() => read(given), { name: 'ConfigProblem', message: sentence });
  });
}

test('options of a model are of the kind they should be', () => {
  const usual = { rate: 0.5, name: 'web', bySite: {} };
  assert.deepEqual(readOptions(usual, { rate: 1, bySite: { HAM: 3 } }, 'o'), {
    rate: 1,
    name: 'web',
    bySite: { HAM: 3 },
  });
  assert.throws(() => readOptions(usual, { speed: 1 }, 'o'), { message: 'o has no speed: use rate, name, bySite.' });
  assert.throws(() => readOptions(usual, { rate: '1' }, 'o'), {
    message: 'o.rate must be a number from 0 to 1000000000.',
  });
  assert.throws(() => readOptions(usual, { name: '' }, 'o'), { message: 'o.name must be a text.' });
  assert.throws(() => readOptions(usual, { bySite: 3 }, 'o'), { message: 'o.bySite must be an object.' });
  assert.throws(() => readOptions(usual, { bySite: { HAM: 'x' } }, 'o'), /o\.bySite\.HAM must be a number/);
});

test('a file that is not there is named', () => {
  assert.throws(
    () => loadConfig('/nowhere/counterparties.json', {}),
    /^ConfigProblem: \/nowhere\/counterparties\.json cannot be read/,
  );
});

test('a secret is whsec_ and 24 to 64 bytes', () => {
  assert.equal(keyOf(secret)?.length, 32);
  for (const wrong of ['', 'whsec_', secret.slice(6), `whsec_${'A'.repeat(100)}`, 'whsec_?????'])
    assert.equal(keyOf(wrong), undefined);
});

test('a shortened clock: durations are shortened, times are real, dates ahead are those of the calendar', () => {
  let real = 1_000_000;
  const clock = makeClock({ virtualStart: 5_000_000, minutesPerSecond: 1, real: () => real });
  assert.equal(clock.now(), 5_000_000);
  real += 1_000;
  assert.equal(clock.now(), 5_060_000);
  assert.equal(clock.untilMs(5_120_000), 1_000);
  assert.equal(clock.untilMs(0), 0);
  assert.equal(clock.time(5_000_000), 1_000_000);
  assert.equal(clock.time(5_120_000), 1_002_000);
  assert.equal(clock.date(5_060_000 + 86_400_000), 1_001_000 + 86_400_000);
  assert.equal(clock.date(5_000_000), 1_000_000);
  real -= 5_000;
  assert.equal(clock.now(), 5_060_000, 'it never goes back');
});
