// Loads the demo network into an empty store, through the same turns as everything else. Idempotent: every message has an id of
// its own, so a load that was cut short goes on where it stopped.
import type pg from 'pg';
import { v7 } from 'uuid';
import { demoNetwork } from '#demo/network.ts';
import { everything } from '#kernel/scope.ts';
import type { Claim, Command } from '#processes/message.ts';
import type { Engine } from './engine.ts';

const source = 'crossdock-demo';

export async function loadDemo(engine: Engine, pool: pg.Pool): Promise<'loaded' | 'not empty'> {
  const now = new Date();
  const network = demoNetwork(now.toISOString().slice(0, 10));
  if (!(await isEmptyOrBegun(pool, network.supplies.at(-1)?.reference ?? ''))) return 'not empty';
  const send = async (claim: string, command: Command): Promise<void> => {
    await engine.submit('bulk', { message: messageOf({ source, id: claim }, command, now.getTime()) });
  };
  await Promise.all(network.sites.map((site) => send(`site ${site.code}`, { type: 'site.put', site })));
  await Promise.all(
    network.partners.map((partner) => send(`partner ${partner.code}`, { type: 'partner.put', partner, party: null })),
  );
  const isKit = (item: (typeof network.items)[number]): boolean => item.components !== undefined;
  await Promise.all(
    network.items.filter((item) => !isKit(item)).map((item) => send(`item ${item.code}`, { type: 'item.put', item })),
  );
  await Promise.all(network.items.filter(isKit).map((item) => send(`item ${item.code}`, { type: 'item.put', item })));
  await Promise.all(
    network.openingStock.map((data) => {
      const id = `opening ${data.item} ${data.site}`;
      return send(id, {
        type: 'stock.event',
        kind: 'received',
        event: { source, id, type: 'crossdock.stock.received.v1' },
        data,
      });
    }),
  );
  await Promise.all(
    network.supplies.map((data) =>
      send(data.reference, {
        type: 'supply.expected',
        event: { source, id: data.reference, type: 'crossdock.supply.expected.v1' },
        data,
      }),
    ),
  );
  return 'loaded';
}

/** The last supply is the last thing loaded: without it, a demo that was begun is not complete. */
async function isEmptyOrBegun(pool: pg.Pool, last: string): Promise<boolean> {
  const { rows } = await pool.query<{ used: boolean; begun: boolean; complete: boolean }>(
    `select exists (select 1 from items) or exists (select 1 from sites) as used,
       exists (select 1 from inbox where source = $1) as begun,
       exists (select 1 from supplies where id = $2) as complete`,
    [source, `${source}#${last}`],
  );
  const state = rows[0];
  return state !== undefined && !state.complete && (!state.used || state.begun);
}

function messageOf(claim: Claim, command: Command, now: number): Parameters<Engine['submit']>[1]['message'] {
  return {
    id: `msg_${v7()}`,
    claim,
    digest: claim.id,
    actor: 'system',
    scope: everything,
    occurredAt: now,
    correlationId: 'demo',
    causationId: null,
    command,
  };
}
