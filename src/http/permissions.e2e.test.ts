// Every route with every role: who has the permission gets past the door, who has not is told so, and nobody gets in without a
// key.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roles } from '#governance/model.ts';
import { may } from '#governance/roles.ts';
import { routes } from './routes.ts';
import type { Route } from './route.ts';
import { testApp } from './test-app.ts';
import { counts, key } from './test-world.ts';

test('every route lets in exactly the roles that have its permission', async (t) => {
  await using app = await testApp();
  const keys = new Map<string, string>();
  for (const role of roles) keys.set(role, await key(app, role));
  for (const route of routes as readonly Route[]) {
    const { method, permission, handler } = route;
    const path = route.path.replaceAll(/\{\w+\}/g, 'none');
    await t.test(`${method} ${route.path}`, async () => {
      if (permission === 'public') {
        assert.equal((await app.ask(method, path, { key: null })).status, 200);
        return;
      }
      if (permission === 'signed') {
        const answer = await app.ask(method, path, { key: null, body: {} });
        assert.deepEqual([answer.status, answer.body['code']], [401, 'signature_wrong']);
        return;
      }
      const before = await counts(app);
      const nobody = await app.ask(method, path, { key: null, body: {} });
      assert.deepEqual([nobody.status, nobody.body['code']], [401, 'key_missing']);
      assert.equal(nobody.headers['www-authenticate'], 'Bearer realm="crossdock"');
      for (const role of roles) {
        if (handler === 'openStream' && may(role, permission)) continue; // Has no end; see the test of the stream.
        const answer = await app.ask(method, path, {
          key: keys.get(role) ?? '',
          body: method === 'GET' || method === 'DELETE' ? undefined : {},
        });
        assert.equal(answer.status === 403, !may(role, permission), `${role}: ${JSON.stringify(answer.body)}`);
        if (answer.status === 403) assert.equal(answer.body['code'], 'permission_missing');
        assert.ok(answer.status < 500, JSON.stringify(answer.body));
      }
      // An empty document is right nowhere but as an event, which is kept.
      if (handler !== 'takeEvents') assert.equal(await counts(app), before);
    });
  }
});
