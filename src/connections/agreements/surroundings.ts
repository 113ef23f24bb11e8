// Whether what an agreement names is there: mappings in force, connections with their streams and operations. Told as warnings, for
// they may be put later, and in any order.
import type pg from 'pg';
import { readConnection } from '#connections/connection-store.ts';
import type { ConnectionRecord } from '#connections/model.ts';
import { isAgreed } from './outgoing.ts';
import type { Agreement } from './model.ts';

export interface Warning {
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
}

export async function warningsOf(pool: pg.Pool, agreement: Agreement): Promise<readonly Warning[]> {
  const { partner, connections, receives, acknowledge } = agreement;
  const warnings: Warning[] = [];
  const warn = (code: string, detail: string, fix: string): void => void warnings.push({ code, detail, fix });
  const { rowCount: partners } = await pool.query('select from partners where code = $1', [partner]);
  if (partners === 0)
    warn('partner_unknown', `No partner has the code ${partner}.`, 'Put the partner, or correct the code.');
  const named = [...new Set([...connections, ...(acknowledge.to === null ? [] : [acknowledge.to.connection])])];
  const known = new Map<string, ConnectionRecord>();
  for (const code of named) {
    const connection = await readConnection(pool, code);
    if (connection === undefined)
      warn('connection_unknown', `There is no connection ${code}.`, 'Define it, or correct the code.');
    else known.set(code, connection);
  }
  for (const code of connections) {
    const streams = known.get(code)?.streams ?? [];
    if (known.has(code) && !streams.some(({ format }) => isAgreed(format)))
      warn(
        'stream_missing',
        `No stream of connection ${code} goes by agreements.`,
        'Give a stream of it the format {"name": "edi", "agreements": true}.',
      );
  }
  if (acknowledge.to !== null && known.has(acknowledge.to.connection)) {
    const { connection, operation } = acknowledge.to;
    const format = known.get(connection)?.operations.find(({ name }) => name === operation)?.format;
    if (format === undefined || !isAgreed(format))
      warn(
        'operation_missing',
        `Connection ${connection} has no operation ${operation} that sends under agreements.`,
        'Define it with the format {"name": "edi", "agreements": true}, and without a mapping.',
      );
  }
  const mappings = [...new Set(receives.flatMap(({ mapping }) => mapping ?? []))];
  const { rows } = await pool.query<{ name: string }>(
    `select name from definitions where kind = 'mapping' and active and name = any ($1::text[])`,
    [mappings],
  );
  for (const mapping of mappings)
    if (!rows.some(({ name }) => name === mapping))
      warn('mapping_missing', `No mapping ${mapping} is in force.`, `Put it in force: crossdock map publish.`);
  return warnings;
}
