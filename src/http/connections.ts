// Connections over HTTP: what is connected, how, and who answers for it. They carry what happens at every site, so only callers
// without limits define and see them. A secret leaves the node once, in the answer that makes it.
import type pg from 'pg';
import {
  listConnections,
  openKept,
  putConnection,
  readConnection,
  sealCredentials,
} from '#connections/connection-store.ts';
import { changeCredentials, givenOf } from '#connections/put-credentials.ts';
import type { CredentialChange } from '#connections/put-credentials.ts';
import { isElsewhere, newTargets } from '#connections/targets.ts';
import { connectionOf, credentialProblems, problemsOf } from '#connections/define.ts';
import { formats } from '#connections/formats/formats.ts';
import { undeclared } from '#connections/identifiers/undeclared.ts';
import type { Connection, ConnectionRecord } from '#connections/model.ts';
import { replayAll } from '#connections/outbound/dead-letters.ts';
import { connectors } from '#connections/registry.ts';
import type { SecretBox } from '#connections/secrets.ts';
import type { Connector, SettingsProblem } from '#connectors/connector.ts';
import { exceeds } from '#governance/roles.ts';
import { isUnlimited } from '#governance/visibility.ts';
import { limits } from '#kernel/limits.ts';
import { ok } from './call.ts';
import type { Handlers, Sender } from './call.ts';
import { checkCode } from './code.ts';
import { pageSize, readCursor, toPage } from './cursor.ts';
import { checkUnchanged, etagOf } from './etag.ts';
import { refuse } from './problems.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly secrets: SecretBox;
  readonly allowPrivateTargets: boolean;
}

type Names = 'listConnections' | 'getConnection' | 'putConnection' | 'replayConnection' | 'listConnectors';

const targetCharactersShown = 200;

export function connectionHandlers({ pool, secrets, allowPrivateTargets }: Parts): Handlers<Names> {
  const visible = visibleConnection(pool);
  return {
    async listConnections({ sender, query }) {
      const size = pageSize(query.limit);
      const after = readCursor(query.cursor, ['string'])?.[0] ?? null;
      const known = isUnlimited(sender.grant.scope) ? await listConnections(pool, { after, limit: size }) : [];
      return ok(toPage(known, size, connectionView, ({ code }) => [code]));
    },

    async getConnection({ sender, path }) {
      const known = await visible(sender, path.connection);
      return ok(connectionView(known), { etag: etagOf(settingsOf(known)) });
    },

    async putConnection({ sender, path, body, headers }) {
      checkCode('connection', path.connection);
      if (!isUnlimited(sender.grant.scope)) {
        throw refuse('scope_too_narrow', 'A connection gets the events of every site, and the key is limited to some.');
      }
      const code = path.connection;
      const connection = connectionOf(code, body);
      checkRights(sender, connection);
      const asked = body.credentials ?? {};
      const check = (names: readonly string[]): void =>
        invalid(problemsOf(connection, { connectors, formats, credentials: names, allowPrivate: allowPrivateTargets }));
      const connector = connectors.get(connection.kind);
      if (connector === undefined) {
        check([]);
        throw new Error(`bug: nothing is wrong with the kind ${connection.kind}`);
      }
      invalid(credentialProblems(connector.credentials, givenOf(asked)));
      let made: Readonly<Record<string, string>> = {};
      const { record, created } = await putConnection(pool, code, sender.actor, (known, sealed) => {
        checkUnchanged(headers, known && settingsOf(known));
        const names = known?.credentials ?? [];
        // What its settings lead to can be told of those that make sense.
        if (known?.kind === connection.kind) check([...new Set([...names, ...Object.keys(givenOf(asked))])]);
        const isNew = known === undefined || isElsewhere(known, connection, connectors);
        const change = changeCredentials(connector, asked, {
          known: names,
          isNew,
          open: () => openKept(secrets, code, sealed),
        });
        if (known !== undefined && change.owed.length > 0) throw owedAgain(change.owed, known, connection);
        check(change.names);
        ({ made } = change);
        if (change.all === null) return { connection, credentials: names, sealed };
        return {
          connection,
          credentials: change.names,
          sealed: sealCredentials(secrets, code, change.all),
          rotations: rotationsAfter(known?.rotations ?? {}, change, sender.actor),
          replaced: change.replaced,
          removed: change.removed,
        };
      });
      const warning = await undeclared(pool, connection.system);
      return {
        status: created ? 201 : 200,
        body: { ...connectionView(record), made, warnings: warning === null ? [] : [warning] },
        headers: { etag: etagOf(settingsOf(record)), 'cache-control': 'no-store' },
      };
    },

    async replayConnection({ sender, path }) {
      const { code } = await visible(sender, path.connection);
      return ok({ replayed: await replayAll(pool, { connection: code }, sender.actor, limits.deliveriesReplayedMax) });
    },

    listConnectors: () => ok({ items: [...connectors.values()].map(describe) }),
  };
}

export function visibleConnection(pool: pg.Pool): (sender: Sender, code: string) => Promise<ConnectionRecord> {
  return async (sender, code) => {
    const known = isUnlimited(sender.grant.scope) ? await readConnection(pool, code) : undefined;
    if (known === undefined) throw refuse('not_found', `No connection has the code ${code}.`);
    return known;
  };
}

/** Nobody gives a connection more rights than their own, or speaks for one that has them. */
export function checkRights({ grant }: Sender, { rights }: Pick<Connection, 'rights'>): void {
  if (rights === null) return;
  const { role, sites, companies, sources } = rights;
  const scope = { ...(sites !== null && { sites }), ...(companies !== null && { companies }) };
  const exceeded = exceeds(grant, { role, scope, sources });
  if (exceeded !== null)
    throw refuse('scope_too_narrow', `The rights of the connection exceed those of the key: ${exceeded}.`);
}

function rotationsAfter(
  before: ConnectionRecord['rotations'],
  { replaced, removed }: CredentialChange,
  by: string,
): ConnectionRecord['rotations'] {
  const rotation = { at: new Date().toISOString(), by, previousUntil: null };
  const left = Object.entries(before).filter(([name]) => !removed.includes(name));
  return { ...Object.fromEntries(left), ...Object.fromEntries(replaced.map((name) => [name, rotation])) };
}

function owedAgain(owed: readonly string[], known: Connection, changed: Connection): Error {
  const targets = newTargets(known, changed, connectors);
  const why =
    known.kind === changed.kind
      ? `It would show its credentials to another than before (${targets.map(shown).join(', ')})`
      : `It becomes a connection of the kind ${changed.kind}`;
  return refuse('credentials_needed', `${why}, and what is kept was not given for that.`, {
    errors: owed.map((name) => ({
      pointer: `/credentials/${name}`,
      detail: `${name} is kept for what the connection speaks to now.`,
      fix: 'Send it again, another one, or null to take it away.',
    })),
  });
}

/** Certificates are long. */
function shown(target: string): string {
  return target.length > targetCharactersShown ? `${target.slice(0, targetCharactersShown)}…` : target;
}

function invalid(problems: readonly SettingsProblem[]): void {
  if (problems.length === 0) return;
  throw refuse('document_invalid', 'The connection cannot be defined as it is.', { errors: problems });
}

function describe({ kind, title, settings, credentials, stream, operation, ...rest }: Connector): object {
  return {
    kind,
    title,
    settings,
    credentials: Object.entries(credentials).map(([name, credential]) => ({
      name,
      title: credential.title,
      required: credential.required,
      made: credential.make !== undefined,
    })),
    stream,
    operation,
    pushed: 'take' in rest,
  };
}

export function connectionView({ epoch: _epoch, ...record }: ConnectionRecord): object {
  return record;
}

/** What people edit. */
function settingsOf(record: ConnectionRecord): object {
  const {
    problem: _problem,
    pause: _pause,
    rotations: _rotations,
    credentials: _credentials,
    epoch: _epoch,
    changedAt: _at,
    changedBy: _by,
    ...settings
  } = record;
  return settings;
}
