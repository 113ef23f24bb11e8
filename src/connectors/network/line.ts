// The one connection of a session to a broker: opened when it is first needed, with whichever credentials let us in, by one caller for
// all; opened anew after a fault; ended politely, or cut where nobody answers.
import { ConnectorFault } from '#connectors/connector.ts';
import type { Fault, OpenOptions } from '#connectors/connector.ts';
import { GivenUp, within } from './deadline.ts';
import { Kept } from './kept.ts';
import { createLogin } from './rotation.ts';
import type { Login } from './rotation.ts';

const goodbyeMs = 2_000;

export interface LineOptions<Thing> {
  /** The signal says that nobody wants it any more. */
  readonly dial: (options: OpenOptions, wanted: AbortSignal) => Promise<Thing>;
  readonly isOpen: (thing: Thing) => boolean;
  readonly end: (thing: Thing) => Promise<unknown>;
  /** Where saying goodbye failed or took too long. */
  readonly cut?: (thing: Thing) => void;
  readonly faultOf: (error: unknown) => Fault;
  /** Whether nobody should use the connection again after such a fault; left out: its own events say when it ended. */
  readonly isSpoiltBy?: (fault: Fault) => boolean;
}

export class Line<Thing> {
  readonly #way: LineOptions<Thing>;
  readonly #login: Login;
  readonly #kept: Kept<Thing>;
  readonly #timeoutMs: number;

  constructor(options: OpenOptions, way: LineOptions<Thing>) {
    this.#way = way;
    this.#timeoutMs = options.limits.timeoutMs;
    this.#login = createLogin(options);
    this.#kept = new Kept<Thing>({
      open: (wanted) => this.#login.open({ open: (given) => way.dial(given, wanted), faultOf: way.faultOf }),
      isOpen: way.isOpen,
      close: (thing) => (way.isOpen(thing) ? this.#end(thing) : Promise.resolve()),
    });
  }

  get remark(): Login['remark'] {
    return this.#login.remark;
  }

  /** The text of a check, with what is to be said of the credentials. */
  say(text: string): string {
    return this.#login.say(text);
  }

  get(): Promise<Thing> {
    return this.#kept.get();
  }

  /** Within the time of a call; throws what it meets as it is, or GivenUp. */
  inTime<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    return within({ ms: this.#timeoutMs, signal }, work);
  }

  /** The same, and throws a ConnectorFault or GivenUp. */
  async ask<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.inTime(signal, work);
    } catch (error) {
      if (error instanceof GivenUp) throw error;
      throw new ConnectorFault(this.faultOf(error), { cause: error });
    }
  }

  /** What went wrong; the next call opens another connection if this one is spoilt by it. */
  faultOf(error: unknown): Fault {
    const fault = this.#way.faultOf(error);
    if (this.#way.isSpoiltBy?.(fault) === true) void this.#kept.drop();
    return fault;
  }

  close(): Promise<void> {
    return this.#kept.close();
  }

  async #end(thing: Thing): Promise<void> {
    try {
      await politely(() => this.#way.end(thing));
    } catch {
      this.#way.cut?.(thing); // It is over either way.
    }
  }
}

/** Something that is ended, for as long as a goodbye may take. */
export function politely<Result>(work: () => Promise<Result>): Promise<Result> {
  return within({ ms: goodbyeMs, signal: new AbortController().signal }, work);
}
