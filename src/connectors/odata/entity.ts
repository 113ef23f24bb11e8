// Where an entity is, and what it is now.
import { ConnectorFault } from '#connectors/connector.ts';
import type { HttpClient } from '#connectors/http/client.ts';
import { answered } from '#connectors/http/conditions.ts';
import { faultIn, judgeExchange } from '#connectors/http/judge.ts';
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
  const exchanged = await client.call({
    method: 'GET',
    url,
    headers: { 'odata-maxversion': '4.0' },
    body: null,
    isRepeatable: true,
    followsRedirects: true,
    signal,
  });
  if (exchanged.kind === 'answered' && (exchanged.status === 404 || exchanged.status === 410)) return null;
  const sent = judgeExchange(exchanged, {
    checks: {},
    effect: 'read',
    label,
    isOfOneThing: true,
    needsBody: true,
    secrets: client.secrets,
    now: Date.now(),
  });
  if (sent.kind !== 'done' || exchanged.kind !== 'answered') throw new ConnectorFault(faultIn(sent, label));
  const body = answered(exchanged.status, exchanged.headers, exchanged.body).body();
  if (!body.ok)
    throw new ConnectorFault({
      code: 'broken_answer',
      detail: `${label}: ${body.detail}`,
      fix: 'Check the address of the service.',
    });
  return { value: body.value, etag: exchanged.headers['etag'] };
}
