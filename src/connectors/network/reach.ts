// Where connections may lead. A name is looked up and every address of it is checked at the moment a socket is opened, so neither
// a redirect nor a second answer of the name service leads into the network that the node stands in.
import { lookup } from 'node:dns';
import { lookup as lookupNow } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { addressProblem } from './target.ts';
import type { TargetProblem } from './target.ts';

export interface Target {
  /** A name, or an address without brackets. */
  readonly host: string;
  /** What is sent cannot be read on the way: TLS, SSH. */
  readonly secure: boolean;
  /** `scheme://host:port`, for what the program itself started. */
  readonly origin?: string;
}

export class TargetRefused extends Error {
  readonly problem: TargetProblem;

  constructor(problem: TargetProblem) {
    super(problem.detail);
    this.name = 'TargetRefused';
    this.problem = problem;
  }
}

export interface Reach {
  /** The folder below which connections may read and write files; left out: there is none. */
  readonly files?: string;
  /** The address to open a socket to. Rejects with TargetRefused, or with the error of the name service. */
  resolve(target: Target): Promise<{ readonly address: string; readonly family: number }>;
  /** The option `lookup` of Node's net, tls and http. Node asks it for names only: check literal addresses by `refuse`. */
  lookup(target: Target): LookupFunction;
  /** Throws TargetRefused when the host is a literal address that may not be connected to. */
  refuse(target: Target): void;
}

export interface ReachOptions {
  /** Left out: no files. */
  readonly files?: string;
  /** Addresses inside of private networks, and connections that are not encrypted to them. */
  readonly allowPrivate: boolean;
  /** Receivers of the program's own making, wherever they are; left out: none. */
  readonly allowedOrigins?: ReadonlySet<string>;
}

export function createReach({ allowPrivate, allowedOrigins, files }: ReachOptions): Reach {
  function check({ host, secure, origin }: Target, address: string): void {
    const isOwn = origin !== undefined && allowedOrigins?.has(origin) === true;
    const problem = addressProblem(host, address, { secure, allowPrivate: allowPrivate || isOwn });
    if (problem !== null) throw new TargetRefused(problem);
  }

  /** A name with one refused address is refused as a whole: an honest receiver has none. */
  function checkAll(target: Target, addresses: readonly LookupAddress[]): LookupAddress {
    for (const { address } of addresses) check(target, address);
    const [first] = addresses;
    if (first === undefined) throw new Error(`${target.host} has no address`);
    return first;
  }

  function refuse(target: Target): void {
    if (isIP(target.host) !== 0) check(target, target.host);
  }

  return {
    ...(files !== undefined && { files }),
    refuse,
    async resolve(target) {
      refuse(target);
      const family = isIP(target.host);
      if (family !== 0) return { address: target.host, family };
      return checkAll(target, await lookupNow(target.host, { all: true }));
    },
    lookup(target) {
      return (hostname, options, done) => {
        lookup(hostname, { ...options, all: true }, (error, addresses) => {
          if (error !== null) return done(error, []);
          try {
            const first = checkAll(target, addresses);
            return options.all === true ? done(null, addresses) : done(null, first.address, first.family);
          } catch (refused) {
            return done(refused instanceof Error ? refused : new Error(String(refused)), []);
          }
        });
      };
    },
  };
}
