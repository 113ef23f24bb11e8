// Processes, policies and mappings over HTTP: seen by all, put in force by administrators. They concern the whole network, so a key that is
// limited to some sites may not change them.
import type pg from 'pg';
import { listDefinitions, readDefinitionVersion } from '#catalog/store.ts';
import type { DefinitionRow } from '#catalog/store.ts';
import type { Validator } from '#contracts/validate.ts';
import { isUnlimited } from '#governance/visibility.ts';
import type { Engine } from '#runtime/engine.ts';
import { ok } from './call.ts';
import type { Handlers } from './call.ts';
import { pageSize, readCursor, toPage } from './cursor.ts';
import type { Digest } from './digest.ts';
import { requirePassing } from './mapping-check.ts';
import * as messages from './messages.ts';
import { refuse } from './problems.ts';
import { requireRoutes } from './routing-check.ts';
import { submit } from './submit.ts';

interface Parts {
  readonly engine: Engine;
  readonly pool: pg.Pool;
  readonly digest: Digest;
  readonly validator: Validator;
}

type Names = 'listDefinitions' | 'getDefinition' | 'putDefinition';

export function definitionHandlers({ engine, pool, digest, validator }: Parts): Handlers<Names> {
  return {
    async listDefinitions({ query }) {
      const size = pageSize(query.limit);
      const after = readCursor(query.cursor, ['string', 'string', 'number']);
      const { kind = null, name = null } = query;
      const rows = await listDefinitions(pool, { kind, name, after, limit: size });
      return ok(
        toPage(
          rows,
          size,
          (row) => row,
          (row) => [row.kind, row.name, row.version],
        ),
      );
    },

    async getDefinition({ path }) {
      const { kind, name, version } = path;
      const isNamed = (kind === 'process' || kind === 'policy' || kind === 'mapping') && /^[1-9]\d{0,6}$/.test(version);
      const found = isNamed ? await readDefinitionVersion(pool, { kind, name, version: Number(version) }) : undefined;
      if (found === undefined) throw refuse('not_found', `No version ${version} of the ${kind} ${name} is kept.`);
      const { content, ...head } = found;
      return ok({ ...head, content: JSON.parse(content) as object }); // Checked when it was put.
    },

    async putDefinition({ sender, body }) {
      if (!isUnlimited(sender.grant.scope))
        throw refuse('scope_too_narrow', 'Definitions concern every site, and the key is limited to some.');
      await requirePassing(body, validator);
      const known = await readDefinitionVersion(pool, body);
      if (known?.active !== true) await requireRoutes(pool, body);
      await submit(engine, messages.putDefinition(sender, digest, body));
      const kept = await readDefinitionVersion(pool, body);
      if (kept === undefined) throw new Error(`${body.kind} ${body.name} was put and is not there`);
      return { status: known === undefined ? 201 : 200, body: headOf(kept) };
    },
  };
}

function headOf({ kind, name, version, hash, owner, active, changedAt }: DefinitionRow): object {
  return { kind, name, version, hash, owner, active, changedAt };
}
