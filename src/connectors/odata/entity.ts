// Where an entity is, and what it is now.
import { ConnectorFault } from '#connectors/connector.ts';
import type { HttpClient } from '#connectors/http/client.ts';
import { answered } from '#connectors/http/conditions.ts';
import { fetchOne } from '#connectors/http/fetch-one.ts';
import { fillPath, fillQuery } from '#connectors/http/template.ts';
import type { CsrfGuard } from './csrf.ts';
import { keySegment } from './literal.ts';
import type { ODataOperation } from './operation.ts';

export interface Speaker {
  readonly client: HttpClient;
  readonly csrf: CsrfGuard | null;
}

export function urlOf(
  client: HttpClient,
  operation: ODataOperation,
  value: unknown,
  query: Readonly<Record<string, string>> = {},
): URL {
  const sources = { value, names: {} };
  const key = operation.key === undefined || operation.does === 'create' ? '' : keySegment(value, operation.key);
  return client.url(`${fillPath(operation.path, sources)}${key}`, fillQuery({ ...operation.query, ...query }, sources));
}

/** Null: there is none. Throws ConnectorFault. */
export async function read(
  client: HttpClient,
  label: string,
  url: URL,
  signal: AbortSignal,
): Promise<{ readonly value: unknown; readonly etag: string | undefined } | null> {
  const answer = await fetchOne(client, { label, url, headers: { 'odata-maxversion': '4.0' } }, signal);
  if (answer === null) return null;
  const body = answered(answer.status, answer.headers, answer.body).body();
  if (!body.ok)
    throw new ConnectorFault({
      code: 'broken_answer',
      detail: `${label}: ${body.detail}`,
      fix: 'Check the address of the service.',
    });
  return { value: body.value, etag: answer.headers['etag'] };
}
