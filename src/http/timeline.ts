// Everything known about an order, from every system, in order: what happened, who did it, why it was decided so, what became of
// it elsewhere, and what was reported and could not be applied.
import type pg from 'pg';
import { readKeyNames } from '#governance/store.ts';
import { parseEntry, readTimeline } from '#processes/store.ts';
import { quotedPolicies, tell } from '#processes/timeline.ts';
import { ok } from './call.ts';
import type { Handlers } from './call.ts';
import { pageSize, readCursor, toPage } from './cursor.ts';
import type { Directory } from './directory.ts';
import { policyRules } from './policy-rules.ts';
import { visibleOrder } from './visible-order.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly directory: Directory;
}

export function timelineHandlers({ pool, directory }: Parts): Handlers<'getTimeline'> {
  const visible = visibleOrder(pool, directory);
  const rules = policyRules(pool);
  return {
    async getTimeline({ sender, path, query }) {
      const { order } = await visible(sender, path.order);
      const size = pageSize(query.limit);
      const rows = await readTimeline(
        pool,
        { id: order.id, name: `${order.channel}/${order.externalId}` },
        {
          sites: directory.visibleSites(sender.grant.scope),
          after: readCursor(query.cursor, ['number', 'number']),
          limit: size,
        },
      );
      const sealed = rows.map((row) => ({ row, entry: parseEntry(row) }));
      const known = { lines: order.lines, ruleOf: await rules(sealed.flatMap(({ entry }) => quotedPolicies(entry))) };
      const told = sealed.map(({ row, entry }) => ({ row, entry: tell(entry, known) }));
      const callers = told.flatMap(({ entry: { who } }) => (who.kind === 'caller' ? [keyOf(who.name)] : []));
      const names = await readKeyNames(pool, [...new Set(callers)]);
      return ok(
        toPage(
          told,
          size,
          ({ row, entry }) => ({
            id: `${row.position}.${row.ordinal}`,
            ...entry,
            who: { ...entry.who, name: names.get(keyOf(entry.who.name)) ?? entry.who.name },
            intake: row.intake,
            deliveries: row.deliveries,
          }),
          ({ row }) => [row.position, row.ordinal],
        ),
      );
    },
  };
}

/** Callers are known by the id of their key. */
function keyOf(actor: string): string {
  return actor.replace(/^key:/, '');
}
