// One thing, as it is at the other system now.
import { ConnectorFault } from '#connectors/connector.ts';
import type { HttpClient } from './client.ts';
import { faultIn, judgeExchange } from './judge.ts';
import type { Answer } from './transport.ts';

/** Null: there is none. Throws ConnectorFault. */
export async function fetchOne(
  client: HttpClient,
  asked: { readonly label: string; readonly url: URL; readonly headers: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<Answer | null> {
  const { label, url, headers } = asked;
  await client.turn(signal); // Without its turn the signal ends the call, too.
  const exchanged = await client.call({
    method: 'GET',
    url,
    headers,
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
  return exchanged;
}
