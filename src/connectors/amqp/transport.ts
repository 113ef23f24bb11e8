// One connection to a broker, with what is known of it: whether it is open, and whether it takes messages now.
import { connect } from 'amqplib';
import type { ChannelModel } from 'amqplib';
import type { OpenOptions } from '#connectors/connector.ts';
import { within } from '#connectors/network/deadline.ts';
import { tlsOptions } from '#connectors/network/server.ts';
import { heartbeatSecondsDefault, portDefault } from './settings.ts';
import type { AmqpSettings } from './settings.ts';

export interface Wire {
  readonly model: ChannelModel;
  readonly isOpen: boolean;
  /** Why the broker takes nothing now; null: it does. */
  readonly blocked: string | null;
  /** Why the connection ended. */
  readonly error: Error | null;
}

export async function openWire(options: OpenOptions, signal: AbortSignal): Promise<Wire> {
  const settings = options.settings as unknown as AmqpSettings; // The schema held when the connection was defined.
  const { timeoutMs: ms } = options.limits;
  const tls = tlsOptions(options.settings, options.credentials);
  const { address } = await options.reach.resolve({ host: settings.host, secure: tls !== null });
  // Ends the socket while it connects; afterwards the library ends it.
  const dialing = new AbortController();
  const socket = { timeout: ms, noDelay: true, keepAlive: true, signal: dialing.signal };
  const connecting = connect(
    {
      protocol: tls === null ? 'amqp' : 'amqps',
      hostname: address,
      port: settings.port ?? portDefault[tls === null ? 'off' : 'required'],
      username: settings.user,
      password: options.credentials['password'] ?? '',
      vhost: encodeURIComponent(settings.vhost ?? '/'),
      heartbeat: settings.heartbeatSeconds ?? heartbeatSecondsDefault,
    },
    {
      ...socket,
      ...(tls === null ? {} : { ...tls, servername: settings.host, minVersion: 'TLSv1.2' }),
      clientProperties: { connection_name: `crossdock ${options.connection}` },
    },
  );
  let model: ChannelModel;
  try {
    model = await within({ ms, signal }, () => connecting);
  } catch (error) {
    dialing.abort();
    connecting.catch(() => undefined); // It was told already.
    throw error;
  }
  let isOpen = true;
  let blocked: string | null = null;
  let error: Error | null = null;
  model.on('error', (reason) => {
    error = reason;
  });
  model.on('close', () => {
    isOpen = false;
  });
  model.on('blocked', (reason) => {
    blocked = reason;
  });
  model.on('unblocked', () => {
    blocked = null;
  });
  return {
    model,
    get isOpen() {
      return isOpen;
    },
    get blocked() {
      return blocked;
    },
    get error() {
      return error;
    },
  };
}
