import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Fault, OpenOptions } from '#connectors/connector.ts';
import { createLogin } from './rotation.ts';
import { createReach } from './reach.ts';

const options = (credentials: OpenOptions['credentials']): OpenOptions => ({
  connection: 'erp',
  settings: {},
  credentials,
  reach: createReach({ allowPrivate: true }),
  limits: { timeoutMs: 1_000, messageBytesMax: 1_000 },
});
const both = { password: 'new', 'password.previous': 'old', user: 'u' };

/** A side that knows some passwords, and what it was asked with. */
function side(...known: string[]) {
  const asked: string[] = [];
  const fault = (code: Fault['code']): ConnectorFault =>
    new ConnectorFault({ code, detail: `It says ${code}.`, fix: 'Mend it.' });
  let broken: ConnectorFault | null = null;
  return {
    asked,
    known,
    breaks: (code: Fault['code']) => (broken = fault(code)),
    way: {
      open: ({ credentials }: OpenOptions) => {
        const { password = '' } = credentials;
        asked.push(password);
        assert.ok(!Object.keys(credentials).includes('password.previous') || password === 'new');
        assert.equal(credentials['user'], 'u');
        if (broken !== null) return Promise.reject(broken);
        return known.includes(password) ? Promise.resolve(password) : Promise.reject(fault('unauthorized'));
      },
      faultOf: (error: unknown) => (error as ConnectorFault).fault,
    },
  };
}

test('the current one is used where it is known, and the one before is not shown to anybody', async () => {
  const login = createLogin(options(both));
  const { way, asked } = side('new', 'old');
  assert.equal(await login.open(way), 'new');
  assert.deepEqual(asked, ['new']);
  assert.equal(login.remark(), null);
  assert.equal(login.say('In.'), 'In.');
});

test('where it is refused, the one before is tried once, goes first for a while, and that is said', async () => {
  let now = 0;
  const login = createLogin(options(both), () => now);
  const { way, asked, known } = side('old');
  for (let times = 0; times < 3; times += 1) assert.equal(await login.open(way), 'old');
  assert.deepEqual(asked.splice(0), ['new', 'old', 'old', 'old']);
  assert.match(login.say('In.'), /^In\. It let us in with the credential before/);
  now = 60_000;
  assert.equal(await login.open(way), 'old');
  assert.deepEqual(asked.splice(0), ['new', 'old']);
  // It learns the new one, and forgets the old one.
  known.splice(0, 1, 'new');
  assert.equal(await login.open(way), 'new');
  assert.deepEqual(asked.splice(0), ['old', 'new']);
  assert.equal(login.remark(), null);
});

test('when both are refused, what is wrong with the current one is told', async () => {
  const login = createLogin(options(both));
  const { way, asked, known, breaks } = side();
  await assert.rejects(login.open(way), /unauthorized/);
  assert.deepEqual(asked.splice(0), ['new', 'old']);
  known.push('old');
  await login.open(way);
  known.pop();
  await assert.rejects(login.open(way), /unauthorized/);
  assert.deepEqual(asked.splice(0), ['new', 'old', 'old', 'new']);
  breaks('timeout');
  await assert.rejects(login.open(way), /timeout/);
  assert.deepEqual(asked.splice(0), ['old'], 'another fault is not mended by another credential');
});

test('where none is replaced there is one attempt', async () => {
  const login = createLogin(options({ password: 'new', user: 'u' }));
  const { way, asked } = side();
  assert.equal(login.isReplacing, false);
  await assert.rejects(login.open(way), /unauthorized/);
  assert.deepEqual(asked, ['new']);
});
