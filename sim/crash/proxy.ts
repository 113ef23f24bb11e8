// Between a node and its database: passes bytes on, and can cut, swallow or hold them. It reads as much of the protocol as it
// needs to know when a turn begins and commits, which are the points at which a crash hurts most.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { resetSocket } from '#connectors/fault-proxy.testsuite.ts';

/**
 * - `in turn`: the turn has begun and holds its locks; what the server answered to it is kept back, so that it stays open.
 * - `before commit`: the server has everything of a turn but the commit, which never reaches it.
 * - `after commit`: the server has committed, and its answer never reaches the node.
 */
export const points = ['in turn', 'before commit', 'after commit'] as const;
export type Point = (typeof points)[number];

interface Trap {
  readonly point: Point;
  readonly spring: (link: Link) => void;
}

/** A turn that has come to the point. */
export interface Sprung {
  /** The process id of its session at the server. */
  readonly session: number;
}

interface Link {
  readonly client: Socket;
  readonly upstream: Socket;
  /** Ends of what was seen last, in case a name lies across two packets. */
  tail: Buffer;
  /** Nothing is passed on any more; the sockets stay open. */
  swallowed: boolean;
  /** Answers are kept back until the commit is seen in them. */
  awaitsCommit: Trap | null;
  /** Answers to a turn that is held after its locks; null when nothing is kept back. */
  kept: Buffer[] | null;
  awaitsLocks: Trap | null;
  session: number;
}

/** A bind of the prepared statements by which turns begin and commit: see runtime/postgres-open.ts and postgres-commit.ts. */
const begin = Buffer.from('\0begin\0');
const commit = Buffer.from('\0commit\0');
/** The message type and length before the name. */
const headBytes = 5;
const committed = Buffer.from('COMMIT\0');
/** Everything that opens a turn is answered, and its transaction is open: ReadyForQuery with the status T. */
const opened = Buffer.from('Z\0\0\0\x05T');
/** BackendKeyData of protocol 3.0: the process id comes next. */
const backendKey = Buffer.from('K\0\0\0\x0c');

export class Proxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #target: string;
  #trap: Trap | null = null;
  #refuses = false;
  #swallows = false;

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.#target = target;
  }

  /** `target`: the socket of the server. */
  static async open(target: string): Promise<Proxy> {
    const server = createServer({ noDelay: true });
    const proxy = new Proxy(server, target);
    server.on('connection', (client) => proxy.#accept(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // TCP, so no pipe.
  }

  /** New connections go there: how a name or an address moves to another server. */
  leadTo(target: string): void {
    this.#target = target;
  }

  /** Resolves when a turn has come to that point, with its connection held there; null when none did. */
  trap(point: Point, withinMs: number): Promise<Sprung | null> {
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        this.#trap = null;
        this.letGo();
        resolve(null);
      }, withinMs);
      this.#trap = {
        point,
        spring: ({ session }) => {
          clearTimeout(late);
          resolve({ session });
        },
      };
    });
  }

  /** What was kept back of turns that hold their locks is passed on. */
  letGo(): void {
    for (const link of this.#links) {
      for (const chunk of link.kept ?? []) link.client.write(chunk);
      link.kept = null;
      link.awaitsLocks = null;
    }
  }

  /** Every connection is broken; new ones too until `heal`, if wanted. */
  cut({ refuse = false }: { readonly refuse?: boolean } = {}): void {
    this.#refuses = refuse;
    for (const link of this.#links) drop(link);
  }

  /** As behind a firewall that forgot: what is sent arrives nowhere, and nobody is told. New connections too, if wanted. */
  swallow({ alsoNew = false }: { readonly alsoNew?: boolean } = {}): void {
    this.#swallows = alsoNew;
    for (const link of this.#links) link.swallowed = true;
  }

  /** New connections work again; those that were swallowed stay so. */
  heal(): void {
    this.#refuses = false;
    this.#swallows = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut({ refuse: true });
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    if (this.#refuses) {
      resetSocket(client);
      return;
    }
    const upstream = connect(this.#target);
    const link: Link = {
      client,
      upstream,
      tail: Buffer.alloc(0),
      swallowed: this.#swallows,
      awaitsCommit: null,
      kept: null,
      awaitsLocks: null,
      session: 0,
    };
    this.#links.add(link);
    client.on('data', (chunk) => this.#asked(link, chunk));
    upstream.on('data', (chunk) => this.#answered(link, chunk));
    const end = (): void => {
      this.#links.delete(link);
      client.destroy();
      upstream.destroy();
    };
    // Either side may end as it likes; the other one learns it, unless the line is dead.
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.on('close', end);
    upstream.on('close', () => {
      if (!link.swallowed) end();
    });
  }

  #asked(link: Link, chunk: Buffer): void {
    if (link.swallowed) return;
    const seen = Buffer.concat([link.tail, chunk]);
    const fresh = (name: Buffer): number => seen.indexOf(name, Math.max(0, link.tail.length - name.length + 1));
    const trap = this.#trap;
    if (trap !== null) {
      if (trap.point === 'in turn' && fresh(begin) >= 0) {
        this.#trap = null;
        link.awaitsLocks = trap;
        link.kept = [];
        link.upstream.write(chunk);
        return;
      }
      const at = trap.point === 'in turn' ? -1 : fresh(commit);
      if (at >= 0) {
        this.#trap = null;
        if (trap.point === 'after commit') link.awaitsCommit = trap;
        else {
          link.upstream.write(seen.subarray(link.tail.length, Math.max(link.tail.length, at - headBytes)));
          link.swallowed = true;
          trap.spring(link);
          return;
        }
      }
    }
    link.tail = seen.subarray(Math.max(0, seen.length - commit.length));
    link.upstream.write(chunk);
  }

  #answered(link: Link, chunk: Buffer): void {
    if (link.swallowed) return;
    if (link.session === 0) {
      const at = chunk.indexOf(backendKey);
      if (at >= 0) link.session = chunk.readInt32BE(at + backendKey.length);
    }
    if (link.kept !== null) {
      link.kept.push(chunk);
      const trap = link.awaitsLocks;
      if (trap !== null && Buffer.concat(link.kept).includes(opened)) {
        link.awaitsLocks = null;
        trap.spring(link);
      }
      return;
    }
    if (link.awaitsCommit === null) {
      link.client.write(chunk);
      return;
    }
    if (!chunk.includes(committed)) return;
    link.swallowed = true;
    link.awaitsCommit.spring(link);
  }
}

function drop(link: Link): void {
  resetSocket(link.client);
  link.upstream.destroy();
}
