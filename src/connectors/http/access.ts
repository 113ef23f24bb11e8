// Whether the other system can be reached and lets us in.
import { ConnectorFault } from '#connectors/connector.ts';
import type { HttpClient } from './client.ts';
import { faultIn, judgeExchange } from './judge.ts';
import type { HttpSettings } from './settings.ts';
import { fillPath, fillQuery, TemplateProblem } from './template.ts';

export async function checkAccess(client: HttpClient, settings: HttpSettings, signal: AbortSignal): Promise<string> {
  const { path, query = {} } = settings.check ?? { path: '' };
  const label = client.label('GET', path);
  const exchanged = await client.call({
    method: 'GET',
    url: urlOf(client, path, query),
    headers: {},
    body: null,
    isRepeatable: true,
    followsRedirects: true,
    signal,
  });
  // Where no path was given to look at, an address that has nothing is there all the same.
  if (settings.check === undefined && exchanged.kind === 'answered' && exchanged.status === 404)
    return client.login.say(
      `${label} answered 404: it can be reached. To see whether it lets us in, set “check” of the connection.`,
    );
  const sent = judgeExchange(exchanged, {
    checks: {},
    effect: 'read',
    label,
    isOfOneThing: true,
    needsBody: false,
    secrets: client.secrets,
    now: Date.now(),
  });
  if (sent.kind === 'done' && exchanged.kind === 'answered')
    return client.login.say(`${label} answered ${exchanged.status}.`);
  throw new ConnectorFault(faultIn(sent, label));
}

function urlOf(client: HttpClient, path: string, query: Readonly<Record<string, string>>): URL {
  const nothing = { value: undefined, names: {} };
  try {
    return client.url(fillPath(path, nothing), fillQuery(query, nothing));
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    throw new ConnectorFault({ code: 'misconfigured', detail: error.message, fix: error.fix });
  }
}
