import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portProblem } from './port-problem.ts';
import { checkSettings, readSettings, unknownSettings, type Environment, type Settings } from './settings.ts';

test('nothing set', () => {
  assert.deepEqual(readSettings({ PORT: '', HOME: '/root' }), {
    port: 8080,
    host: '127.0.0.1',
    databaseUrl: undefined,
    home: `${process.cwd()}/.crossdock`,
    adminKey: undefined,
    demo: true,
    network: 'crossdock',
    secretKey: undefined,
    allowPrivateTargets: false,
    files: `${process.cwd()}/.crossdock/files`,
    otlpEndpoint: undefined,
    traceRatio: 1,
  });
});

const good: readonly (readonly [name: string, text: string, expected: Partial<Settings>])[] = [
  ['PORT', '0', { port: 0 }],
  ['PORT', '65535', { port: 65535 }],
  ['HOST', '0.0.0.0', { host: '0.0.0.0' }],
  ['HOST', '::1', { host: '::1' }],
  ['HOST', 'node-1.example.org', { host: 'node-1.example.org' }],
  ['DATABASE_URL', 'postgres://u:p@db/orders', { databaseUrl: 'postgres://u:p@db/orders' }],
  ['DATABASE_URL', 'postgresql://u:p@%2Frun%2Fpg/x', { databaseUrl: 'postgresql://u:p@%2Frun%2Fpg/x' }],
  ['CROSSDOCK_HOME', '/srv/../srv/crossdock', { home: '/srv/crossdock', files: '/srv/crossdock/files' }],
  ['CROSSDOCK_FILES', '/srv/edi', { files: '/srv/edi' }],
  ['CROSSDOCK_ADMIN_KEY', 'eight-ch', { adminKey: 'eight-ch' }],
  ['CROSSDOCK_DEMO', '0', { demo: false }],
  ['CROSSDOCK_DEMO', '1', { demo: true }],
  ['CROSSDOCK_NETWORK', 'north_2', { network: 'north_2' }],
  ['CROSSDOCK_SECRET_KEY', 'a'.repeat(32), { secretKey: 'a'.repeat(32) }],
  ['CROSSDOCK_ALLOW_PRIVATE_TARGETS', '1', { allowPrivateTargets: true }],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://localhost:4318', { otlpEndpoint: 'http://localhost:4318' }],
  ['OTEL_TRACES_SAMPLER_ARG', '0.25', { traceRatio: 0.25 }],
];

for (const [name, text, expected] of good) {
  test(`${name}=${text} is taken`, () => {
    assert.deepEqual(readSettings({ [name]: text }), { ...readSettings({}), ...expected });
  });
}

const wrong: readonly (readonly [name: string, text: string])[] = [
  ['PORT', 'eighty'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '80.5'],
  ['PORT', ' 80'],
  ['HOST', 'http://localhost'],
  ['HOST', '127.0.0.256'],
  ['HOST', 'a b'],
  ['HOST', '-host'],
  ['DATABASE_URL', 'localhost:5432'],
  ['DATABASE_URL', 'mysql://u:p@db/orders'],
  ['DATABASE_URL', 'postgres://u:p@db'],
  ['DATABASE_URL', 'postgres://u:p@db/'],
  ['CROSSDOCK_HOME', ' '],
  ['CROSSDOCK_ADMIN_KEY', 'short'],
  ['CROSSDOCK_ADMIN_KEY', 'with a space'],
  ['CROSSDOCK_DEMO', 'false'],
  ['CROSSDOCK_NETWORK', 'North'],
  ['CROSSDOCK_NETWORK', '1north'],
  ['CROSSDOCK_NETWORK', 'pg_north'],
  ['CROSSDOCK_NETWORK', 'public'],
  ['CROSSDOCK_NETWORK', 'information_schema'],
  ['CROSSDOCK_NETWORK', 'n'.repeat(64)],
  ['CROSSDOCK_NETWORK', 'a"; drop schema b'],
  ['CROSSDOCK_SECRET_KEY', 'too short'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'ftp://collector'],
  ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
  ['OTEL_TRACES_SAMPLER_ARG', 'all'],
];

for (const [name, text] of wrong) {
  test(`${name}=${JSON.stringify(text)} is refused with what to do`, () => {
    assert.throws(
      () => readSettings({ [name]: text }),
      (error: Error) => {
        assert.match(error.message, new RegExp(`^${name} is .*: set it to .+\\.$`));
        return true;
      },
    );
  });
}

test('secrets are not repeated', () => {
  const environment: Environment = {
    DATABASE_URL: 'mysql://u:hidden@db/x',
    CROSSDOCK_ADMIN_KEY: 'hidden ',
    CROSSDOCK_SECRET_KEY: 'hidden',
  };
  const { problems } = checkSettings(environment);
  assert.equal(problems.length, 3);
  assert.doesNotMatch(problems.join(), /hidden/);
});

test('all wrong settings are told at once', () => {
  const { settings, problems } = checkSettings({ PORT: 'x', CROSSDOCK_DEMO: 'x', HOST: '::' });
  assert.equal(problems.length, 2);
  assert.equal(settings.host, '::');
});

test('misspelled names are found', () => {
  const environment = { CROSSDOCK_NETWROK: 'a', CROSSDOCK_NETWORK: 'b', CROSSDOCK_TEST_SERVER: 'c', PATH: 'd' };
  assert.deepEqual(unknownSettings(environment), ['CROSSDOCK_NETWROK']);
});

for (const [code, expected] of [
  ['EADDRINUSE', '127.0.0.1:80 is taken by another program: stop that one, or set PORT to a free port.'],
  ['EACCES', '127.0.0.1:80 may not be used by this user: set PORT to 1024 or higher.'],
  ['EADDRNOTAVAIL', '127.0.0.1 is no address of this machine: set HOST to one, such as 127.0.0.1.'],
  ['EOTHER', "127.0.0.1:80 can't be listened on (EOTHER): set HOST and PORT to an address of this machine."],
] as const) {
  test(`a port that can't be had: ${code}`, () =>
    assert.equal(portProblem(code, { host: '127.0.0.1', port: 80 }), expected));
}
