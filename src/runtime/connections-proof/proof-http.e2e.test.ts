// A REST interface that is polled, and told in three ways: by PUT, which it knows again; by a POST that is done twice when it is
// sent twice; and by such a POST where one can look whether it was done.
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import { sendJson, startOtherSide } from '#connectors/http/other-side.testsuite.ts';
import { prove } from './proof.testsuite.ts';
import { lostAnswers, networkTroubles, requestTroubles } from './troubles.testsuite.ts';
import { toldTypes } from './words.testsuite.ts';
import type { Effect } from './words.testsuite.ts';

prove({
  name: 'http',
  seed: 20_260_502,
  async make(_, random) {
    const reports: object[] = [];
    const effects: Effect[] = [];
    const isThere = (connection: string, id: string): boolean =>
      effects.some((effect) => effect.connection === connection && effect.id === id);
    const side = await startOtherSide((asked, to) => {
      const [, way = '', id = ''] = asked.path.split('/');
      if (way === 'reports') {
        const after = Number(asked.query.get('after') ?? '0');
        return sendJson(to, 200, reports.slice(after, after + 20));
      }
      if (asked.method === 'GET') return sendJson(to, isThere(way, id) ? 200 : 404, { id });
      const { id: sent } = JSON.parse(asked.body) as { readonly id: string };
      // Only what is PUT is known again; whatever is posted is done.
      if (asked.method !== 'PUT' || !isThere(way, id)) effects.push({ connection: way, id: sent });
      return sendJson(to, 200, {});
    });
    const { port } = new URL(side.url);
    const [repeatable, unrepeatable] = [await startFaultProxy({ port: +port }), await startFaultProxy({ port: +port })];
    const connection = (by: number, operation: object, more: object = {}): object => ({
      kind: 'http',
      owner: 'Proof',
      settings: { url: `http://127.0.0.1:${by}` },
      operations: [{ name: 'tell', types: toldTypes, settings: operation }],
      limits: { timeoutMs: 1_000 },
      ...more,
    });
    return {
      connections: {
        erp: connection(
          repeatable.port,
          { method: 'PUT', path: '/erp/{/id}' },
          {
            streams: [
              {
                name: 'reports',
                everySeconds: 0.1,
                settings: {
                  path: '/reports',
                  query: { after: '{since?}' },
                  key: ['/id'],
                  version: 'content',
                  cursor: { kind: 'field', pointer: '/sequence', type: 'number', overlap: 2 },
                },
              },
            ],
            rights: { role: 'warehouse', sources: ['/wms'] },
          },
        ),
        carrier: connection(unrepeatable.port, { method: 'POST', path: '/carrier' }),
        desk: connection(unrepeatable.port, {
          method: 'POST',
          path: '/desk',
          look: { path: '/desk/{/id}', absent: 'not_done', compare: [{ ours: '/id', theirs: '/id' }] },
        }),
      },
      troubles: [
        [...networkTroubles(repeatable, random), ...requestTroubles(repeatable)],
        // A network that repeats by itself what must not be repeated is beyond anybody's help.
        networkTroubles(unrepeatable, random),
      ],
      killedIn: lostAnswers([repeatable, unrepeatable]),
      killedOver: ['erp', 'carrier', 'desk'],
      send(report) {
        reports.push({ ...report, sequence: reports.length + 1 });
        return Promise.resolve();
      },
      effects: () => Promise.resolve(effects),
      async [Symbol.asyncDispose]() {
        for (const one of [repeatable, unrepeatable, side]) await one[Symbol.asyncDispose]();
      },
    };
  },
});
