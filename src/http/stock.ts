// Stock and the ledger over HTTP.
import type pg from 'pg';
import type { Verify } from './verification.ts';
import { listItemMovements, listRecentMovements, listStock, readHeard } from '#stock/store.ts';
import type { Heard, MovementRow } from '#stock/store.ts';
import { readVerification } from '#runtime/verification/status.ts';
import { viewSource, viewStock } from '#stock/view.ts';
import type { SourceView } from '#stock/view.ts';
import { isUnlimited } from '#governance/visibility.ts';
import { showQuantity } from '#kernel/quantity.ts';
import { ok } from './call.ts';
import type { Handlers } from './call.ts';
import { pageSize, readCursor, toPage, writeCursor } from './cursor.ts';
import type { Directory } from './directory.ts';
import { sitesOf } from './orders.ts';
import { refuse } from './problems.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly directory: Directory;
  readonly verify: Verify;
}

/** Movements looked at for a page that is cut to sites and names no item. */
const windowMax = 5_000;

export function stockHandlers({
  pool,
  directory,
  verify,
}: Parts): Handlers<'listStock' | 'listMovements' | 'verifyLedger' | 'getVerification'> {
  return {
    async listStock({ sender, query }) {
      const size = pageSize(query.limit);
      const after = readCursor(query.cursor, ['string', 'string']);
      const sites = sitesOf(directory, sender, query.site);
      const rows = await listStock(pool, {
        item: query.item ?? null,
        sites,
        short: query.short === true,
        after,
        limit: size,
      });
      const { now, heard } = await readHeard(pool, [...new Set(rows.map(({ balance }) => balance.site))]);
      const sources = sourcesBySite(directory, heard, now);
      return ok(
        toPage(
          rows,
          size,
          (row) => viewStock(row, sources.get(row.balance.site) ?? []),
          ({ balance }) => [balance.item, balance.site],
        ),
      );
    },

    async listMovements({ sender, query }) {
      const size = pageSize(query.limit);
      const sites = sitesOf(directory, sender, query.site);
      if (query.item !== undefined) {
        const before = readCursor(query.cursor, ['string', 'uuid', 'number']);
        const places = sites ?? [...directory.allSites()].map(({ code }) => code);
        const rows = await listItemMovements(pool, { item: query.item, sites: places, before, limit: size });
        return ok(toPage(rows, size, viewMovement, (row) => [row.occurredKey, row.turnId, row.ordinal]));
      }
      const before = readCursor(query.cursor, ['uuid', 'number']);
      const { rows, last } = await listRecentMovements(pool, {
        sites,
        before,
        window: sites === null ? size : windowMax,
      });
      if (rows.length >= size) return ok(toPage(rows, size, viewMovement, (row) => [row.turnId, row.ordinal]));
      // The window ended before the page was full: the page is short, and the next one goes on behind the window.
      return ok({ items: rows.map(viewMovement), nextCursor: last === undefined ? null : writeCursor(last) });
    },

    async verifyLedger({ sender, query }) {
      if (!isUnlimited(sender.grant.scope))
        throw refuse('scope_too_narrow', 'The ledger is verified as a whole, and the key is limited to some sites.');
      return ok(await verify(query));
    },

    async getVerification({ sender }) {
      if (!isUnlimited(sender.grant.scope))
        throw refuse('scope_too_narrow', 'The ledger is verified as a whole, and the key is limited to some sites.');
      return ok(await readVerification(pool));
    },
  };
}

export function sourcesBySite(directory: Directory, heard: readonly Heard[], now: number): Map<string, SourceView[]> {
  const sources = new Map<string, SourceView[]>();
  for (const one of heard) {
    const view = viewSource(one, now, directory.site(one.site)?.sources ?? []);
    const known = sources.get(one.site);
    if (known === undefined) sources.set(one.site, [view]);
    else known.push(view);
  }
  return sources;
}

function viewMovement(row: MovementRow): object {
  const {
    turnId,
    ordinal,
    item,
    site,
    lot,
    status,
    quantity,
    kind,
    occurredAt,
    source,
    sequence,
    reason,
    reference,
    expiresOn,
    unit,
    scale,
  } = row;
  return {
    id: `${turnId}.${ordinal}`,
    item,
    site,
    lot: lot === '' ? null : lot,
    status,
    quantity: showQuantity(quantity, scale),
    unit,
    kind,
    occurredAt,
    source,
    sequence,
    reason,
    reference,
    expiresOn,
  };
}
