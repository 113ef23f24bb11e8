import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connector } from '#connectors/connector.ts';
import { createReach } from '#connectors/network/reach.ts';
import { sealCredentials } from './connection-store.ts';
import { aConnection } from './connection.testsuite.ts';
import { replaced } from './rotation.ts';
import { createSecretBox } from './secrets.ts';
import { Sessions } from './sessions.ts';

test('a credential that comes to its end between two looks is used no more', async () => {
  const shown: string[][] = [];
  let closed = 0;
  const connector: Connector = {
    kind: 'shop',
    title: 'A shop',
    settings: { type: 'object' },
    credentials: {},
    targets: () => [],
    stream: null,
    operation: null,
    open({ credentials }) {
      shown.push(Object.values(credentials));
      return {
        check: () => Promise.resolve(''),
        close: () => Promise.resolve(void (closed += 1)),
      };
    },
  };
  const secrets = createSecretBox(Buffer.alloc(32, 3));
  const previousUntil = Date.now() + 300;
  const kept = replaced({ token: 'old' }, { name: 'token', value: 'new', previousUntil });
  const at = new Date(previousUntil).toISOString();
  const rotations = { token: { at, by: 'key:test', previousUntil: at } };
  const connection = aConnection({ code: 'shop', kind: 'shop' });
  const live = { ...connection, secrets: sealCredentials(secrets, 'shop', kept), epoch: 1, pause: null, rotations };
  const reach = createReach({ allowPrivate: true });
  const onError = (error: unknown): void => assert.fail(String(error));
  const sessions = new Sessions({ connectors: new Map([['shop', connector]]), secrets, reach, onError });
  await sessions.keep([live]);
  const before = sessions.get('shop');
  assert.deepEqual(shown, [['new', 'old']]);
  while (Date.now() <= previousUntil) await wait(10);
  const after = sessions.get('shop');
  assert.notEqual(after, before);
  assert.equal(sessions.get('shop'), after);
  assert.deepEqual([shown, closed], [[['new', 'old'], ['new']], 1]);
});
