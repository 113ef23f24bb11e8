// Loads the demo network into an empty store, through the same turns as everything else. Idempotent: every message has an id of
// its own, so a load that was cut short goes on where it stopped.
import { hash } from 'node:crypto';
import type pg from 'pg';
import { v7 } from 'uuid';
import type { DefinitionVersion } from '#catalog/model.ts';
import { demoNetwork } from '#demo/network.ts';
import { atDemoPace } from '#demo/process.ts';
import { everything } from '#kernel/scope.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { loadPolicies } from '#policies/load.ts';
import type { Claim, Command } from '#processes/message.ts';
import { SetupError } from '#postgres/errors.ts';
import { loadProcesses } from '#statecharts/load.ts';
import type { Engine } from './engine.ts';

const source = 'crossdock-demo';

/** `loaded` now, `there` since an earlier start; `other`: the store holds a network of somebody's own. */
export type DemoState = 'loaded' | 'there' | 'other';

/** `minutesPerSecond`: how fast time goes for the systems of the demo; the clocks of its orders go as fast. */
export async function loadDemo(engine: Engine, pool: pg.Pool, minutesPerSecond: number): Promise<DemoState> {
  const now = new Date();
  const network = demoNetwork(now.toISOString().slice(0, 10));
  const state = await readState(pool, network.supplies.at(-1)?.reference ?? '');
  if (state !== 'empty') return state;
  const send = async (claim: string, command: Command): Promise<void> => {
    const { answer } = await engine.submit('bulk', {
      message: messageOf({ source, id: claim }, command, now.getTime()),
    });
    if (answer.status === 'refused') throw refused(claim, answer.rejection);
  };
  /** The content is part of the claim: a corrected file is looked at anew. */
  const put = (definition: DefinitionVersion): Promise<void> => {
    const { kind, name, version, content } = definition;
    const claim = `${kind} ${name} ${version} ${hash('sha256', content).slice(0, 16)}`;
    return send(claim, { type: 'definition.put', definition });
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
  // A process is put in force when the policies it asks are.
  await Promise.all(shipped('policy', loadPolicies()).map(put));
  const processes = shipped('process', loadProcesses());
  await Promise.all(processes.map((definition) => put({ ...definition, active: false })));
  await Promise.all(
    processes.map((definition) => put({ ...definition, ...atDemoPace(definition.content, minutesPerSecond) })),
  );
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
async function readState(pool: pg.Pool, last: string): Promise<'empty' | 'there' | 'other'> {
  const { rows } = await pool.query<{ used: boolean; begun: boolean; complete: boolean }>(
    `select exists (select 1 from items) or exists (select 1 from sites) as used,
       exists (select 1 from inbox where source = $1) as begun,
       exists (select 1 from supplies where id = $2) as complete`,
    [source, `${source}#${last}`],
  );
  const [state] = rows;
  if (state?.complete === true) return 'there';
  return state?.used === false || state?.begun === true ? 'empty' : 'other';
}

/** The last version of each; what its files say of hash and owner is read from the content when it is put. */
function shipped(
  kind: DefinitionVersion['kind'],
  files: readonly {
    readonly name: string;
    readonly versions: readonly { readonly version: number; readonly text: string }[];
  }[],
): DefinitionVersion[] {
  return files.flatMap(({ name, versions }) =>
    versions
      .slice(-1)
      .map(({ version, text }) => ({ kind, name, version, content: text, hash: '', owner: '', active: true })),
  );
}

/** What is shipped fits together, so only files that were edited by hand come to this. */
function refused(what: string, { detail, errors = [] }: Rejection): SetupError {
  const places = errors.slice(0, 3).map((error) => ` ${error.pointer}: ${error.detail}`);
  return new SetupError(
    'demo',
    `The demo network cannot be loaded, ${what} was refused: ${detail}${places.join('')} Correct its file in definitions/, or set CROSSDOCK_DEMO=0.`,
  );
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
