// One SSH connection with one SFTP channel on it, opened when it is needed and again after it was lost. Every request has its
// deadline; one that passes ends the connection, because nothing that comes later could be trusted to belong to it.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import ssh2 from 'ssh2';
import type { Algorithms, AnyAuthMethod, Client, ParsedKey, SFTPWrapper } from 'ssh2';
import { ConnectorFault } from '#connectors/connector.ts';
import type { OpenOptions } from '#connectors/connector.ts';
import { DeadlineOver, within } from '#connectors/network/deadline.ts';
import { createLogin } from '#connectors/network/rotation.ts';
import type { Login } from '#connectors/network/rotation.ts';
import { whereIs } from '#connectors/network/server.ts';
import { limits } from '#kernel/limits.ts';
import { ConnectionLost, faultOf } from './faults.ts';
import { portDefault } from './settings.ts';
import type { SftpSettings } from './settings.ts';

/** What servers of the last ten years speak; nothing with SHA-1, CBC or keys of one size for all. */
const algorithms: Algorithms = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group14-sha256',
  ],
  serverHostKey: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
  cipher: [
    'aes256-gcm@openssh.com',
    'aes128-gcm@openssh.com',
    'chacha20-poly1305@openssh.com',
    'aes256-ctr',
    'aes192-ctr',
    'aes128-ctr',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
};

const keepaliveMs = 10_000;
const keepalivesMissedMax = 3;

export type Callback<Result> = (error: Error | undefined | null, result: Result) => void;

/** Throws what went wrong on the way as it is: faults.ts has the words. */
export interface Channel {
  ask<Result = void>(signal: AbortSignal, call: Call<Result>): Promise<Result>;
}

export type Call<Result> = (sftp: SFTPWrapper, done: Callback<Result>) => void;

interface Live {
  readonly client: Client;
  readonly sftp: SFTPWrapper;
  isLost: boolean;
  /** Ends what waits for an answer. */
  readonly waiting: Set<(error: Error) => void>;
}

export class SftpClient {
  readonly where: string;
  readonly login: Login;
  /** Of the key that the server showed last. */
  shownKey = '';
  readonly #options: OpenOptions;
  readonly #settings: SftpSettings;
  #live: Promise<Live> | null = null;
  #sockets = new Set<Socket>();
  #requests = 0;
  readonly #queue: (() => void)[] = [];
  #isClosed = false;

  constructor(options: OpenOptions) {
    this.#options = options;
    this.login = createLogin(options);
    this.#settings = options.settings as unknown as SftpSettings; // The schema held when the connection was defined.
    this.where = whereIs(this.#settings.host, this.#settings.port ?? portDefault);
  }

  get user(): string {
    return this.#settings.user;
  }

  /** Everything about one handle is asked over one channel: on another connection the same handle is another file. */
  async channel(signal: AbortSignal): Promise<Channel> {
    const opening = this.#connected();
    const live = await within({ ms: this.#options.limits.timeoutMs, signal }, () => opening);
    return {
      ask: async (stop, call) => {
        await this.#turn();
        try {
          return await within({ ms: this.#options.limits.timeoutMs, signal: stop }, () => answerOf(live, call));
        } catch (error) {
          if (error instanceof DeadlineOver) this.#drop(opening, live.client);
          throw error;
        } finally {
          this.#requests -= 1;
          this.#queue.shift()?.();
        }
      },
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const live = this.#live;
    this.#live = null;
    for (const socket of this.#sockets) socket.destroy();
    if (live !== null) await live.then(({ client }) => client.destroy()).catch(() => undefined); // Whoever opened it was told.
  }

  /** Waits for one of a few places: a server bounds what is asked of it at once, and so do we. */
  async #turn(): Promise<void> {
    while (this.#requests >= limits.fileRequestsMax) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#requests += 1;
  }

  #connected(): Promise<Live> {
    if (this.#isClosed) return Promise.reject(new ConnectionLost());
    if (this.#live !== null) return this.#live;
    const opening = within({ ms: this.#options.limits.timeoutMs, signal: new AbortController().signal }, () =>
      this.login.open({
        open: ({ credentials }) => this.#open(credentials, () => this.#forget(opening)),
        faultOf: (error) => faultOf(error, { server: this.where, user: this.user, path: '' }),
      }),
    );
    this.#live = opening;
    opening.catch(() => {
      this.#forget(opening);
      for (const socket of this.#sockets) socket.destroy(); // Of an attempt that took too long.
    });
    return opening;
  }

  #forget(opening: Promise<Live>): void {
    if (this.#live === opening) this.#live = null;
  }

  #drop(opening: Promise<Live>, client: Client): void {
    this.#forget(opening);
    client.destroy();
  }

  async #open(credentials: OpenOptions['credentials'], onEnd: () => void): Promise<Live> {
    const { host, port = portDefault } = this.#settings;
    const auth = authMethods(this.user, credentials);
    const resolved = await this.#options.reach.resolve({ host, secure: true });
    if (this.#isClosed) throw new ConnectionLost();
    const socket = connect({ host: resolved.address, port, family: resolved.family, noDelay: true });
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    await once(socket, 'connect');
    const client = new ssh2.Client();
    const waiting = new Set<(error: Error) => void>();
    let live: Live | null = null;
    let refusedKey: ConnectorFault | null = null;
    live = await new Promise<Live>((resolve, reject) => {
      const end = (error: Error): void => {
        if (live !== null) {
          live.isLost = true;
          onEnd();
        }
        reject(refusedKey ?? error);
        for (const stop of waiting) stop(error);
        client.destroy();
      };
      client.on('error', end);
      client.on('close', () => end(new ConnectionLost()));
      client.once('ready', () => {
        client.sftp((error, channel) => {
          if (error !== undefined) return end(error);
          channel.on('error', end);
          channel.on('close', () => end(new ConnectionLost()));
          return resolve({ client, sftp: channel, isLost: false, waiting });
        });
      });
      client.connect({
        sock: socket,
        username: this.#settings.user,
        authHandler: auth,
        algorithms,
        keepaliveInterval: keepaliveMs,
        keepaliveCountMax: keepalivesMissedMax,
        readyTimeout: 0, // Ours holds for everything.
        hostVerifier: (key: Buffer) => {
          this.shownKey = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
          refusedKey = this.#keyProblem();
          return refusedKey === null;
        },
      });
    });
    return live;
  }

  #keyProblem(): ConnectorFault | null {
    const { hostKeys } = this.#settings;
    if (hostKeys?.includes(this.shownKey) === true) return null;
    return hostKeys === undefined
      ? new ConnectorFault({
          code: 'misconfigured',
          detail: `${this.where} shows the key ${this.shownKey}, and no key is expected yet.`,
          fix: 'Compare it with what the owner of the server says, and put it into the setting hostKeys.',
          cause: 'host_key',
        })
      : new ConnectorFault({
          code: 'target_refused',
          detail: `${this.where} shows the key ${this.shownKey}, which is none of hostKeys: it may be another server.`,
          fix: 'Ask the owner of the server whether the key was replaced; only then put the new one into hostKeys.',
          cause: 'host_key',
        });
  }
}

function authMethods(
  username: string,
  { privateKey, passphrase, password }: OpenOptions['credentials'],
): AnyAuthMethod[] {
  const methods: AnyAuthMethod[] = [];
  if (privateKey !== undefined) methods.push({ type: 'publickey', username, key: readKey(privateKey, passphrase) });
  if (password !== undefined) methods.push({ type: 'password', username, password });
  return methods;
}

function readKey(text: string, passphrase: string | undefined): ParsedKey {
  // One file may hold several keys; the types of the library do not say so.
  const parsed: ParsedKey | ParsedKey[] | Error = ssh2.utils.parseKey(text, passphrase);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key !== undefined && !(key instanceof Error) && key.isPrivateKey()) return key;
  throw new ConnectorFault({
    code: 'misconfigured',
    detail: 'The private key cannot be read.',
    fix: 'Send it as ssh-keygen wrote it, with the passphrase if it has one.',
  });
}

function answerOf<Result>(live: Live, ask: Call<Result>): Promise<Result> {
  if (live.isLost) return Promise.reject(new ConnectionLost());
  return new Promise((resolve, reject) => {
    const stop = (error: Error): void => reject(error);
    live.waiting.add(stop);
    ask(live.sftp, (error, result) => {
      live.waiting.delete(stop);
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    });
  });
}
