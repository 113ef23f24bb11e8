// One connection to a NATS server. It never reconnects by itself and follows no addresses that a server tells of: each connection
// goes through the check of addresses, and a fault is told to whoever called.
import { connect, credsAuthenticator, nkeyAuthenticator } from '@nats-io/transport-node';
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node';
import type { OpenOptions } from '#connectors/connector.ts';
import { within } from '#connectors/network/deadline.ts';
import { tlsOptions, whereIs } from '#connectors/network/server.ts';
import { portDefault } from './settings.ts';
import type { NatsSettings } from './settings.ts';

/** The client can't be told to stop connecting; longer than this it doesn't try. */
const connectMsMax = 5_000;

export async function openNats(options: OpenOptions, signal: AbortSignal): Promise<NatsConnection> {
  const { host, port = portDefault } = options.settings as unknown as NatsSettings; // The schema held when it was defined.
  const tls = tlsOptions(options.settings, options.credentials);
  const { address } = await options.reach.resolve({ host, secure: tls !== null });
  const { timeoutMs } = options.limits;
  const name = tls === null ? {} : { servername: host }; // Passed on to Node, though the typings of the client leave it out.
  const connecting = connect({
    servers: [whereIs(address, port)],
    resolve: false,
    tls: tls === null ? null : { ...tls, ...name },
    ...login(options),
    name: `crossdock ${options.connection}`,
    timeout: Math.min(timeoutMs, connectMsMax),
    reconnect: false,
    ignoreClusterUpdates: true,
    // A server that has gone silent is noticed within the time that a call may take.
    pingInterval: Math.max(500, Math.floor(timeoutMs / 3)),
    maxPingOut: 2,
  });
  try {
    return await within({ ms: timeoutMs, signal }, () => connecting);
  } catch (error) {
    connecting.then(
      (late) => late.close(),
      () => undefined,
    );
    throw error;
  }
}

function login({ settings, credentials }: OpenOptions): Partial<ConnectionOptions> {
  const { user } = settings as unknown as NatsSettings; // As above.
  const { password, token, nkeySeed, credentials: creds } = credentials;
  if (creds !== undefined) return { authenticator: credsAuthenticator(Buffer.from(creds)) };
  if (nkeySeed !== undefined) return { authenticator: nkeyAuthenticator(Buffer.from(nkeySeed.trim())) };
  if (token !== undefined) return { token };
  return user === undefined ? {} : { user, pass: password ?? '' };
}
