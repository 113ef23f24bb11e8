// What the shared tests of connectors need to know of one: how it is set up, and a real other side in which messages can be put
// and seen. A `mark` is a short text that occurs in exactly one message, in whatever form that has there.
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { ConnectorFault } from './connector.ts';
import type { Connector, Fault, Looked, Outgoing, Pace, RawMessage, Sent, Session, Settings } from './connector.ts';
import type { FaultProxy } from './fault-proxy.testsuite.ts';
import type { Reach } from './network/reach.ts';
import type { PushedSide } from './pushed-side.testsuite.ts';

export interface Harness extends AsyncDisposable {
  readonly settings: Settings;
  readonly credentials: Readonly<Record<string, string>>;
  /** Credentials that the other side does not take (any more); left out: it asks for none. */
  readonly expired?: Readonly<Record<string, string>>;
  readonly reach: Reach;
  /** Between the connector and the other side; left out: no network lies between. */
  readonly proxy?: FaultProxy;
  /** Makes the other side fail; the answer mends it. Left out: the proxy refuses. */
  readonly fail?: () => Promise<() => Promise<void>>;
  readonly incoming?: IncomingSide;
  /** Where others push: what stands for the node and for them. */
  readonly pushed?: PushedSide;
  readonly outgoing?: OutgoingSide;
}

export interface IncomingSide {
  readonly stream: string;
  readonly settings: Settings;
  /** Puts one message for each mark on the other side, in this order. */
  put(marks: readonly string[]): Promise<void>;
  /** Puts a message of at least so many bytes there. Left out: the other side has no such messages. */
  putLarge?(mark: string, bytes: number): Promise<void>;
  /** Puts bytes there that are no document of any kind. Left out: the other side sends none. */
  putBytes?(bytes: Uint8Array): Promise<void>;
}

export interface OutgoingSide {
  readonly operation: string;
  readonly settings: Settings;
  write(mark: string): { readonly value: unknown; readonly body: Uint8Array; readonly mediaType: string };
  /** Marks of what was done on the other side, in order, each as often as it was done. */
  seen(): Promise<readonly string[]>;
  /** What the other side says no to, whenever it is sent. Left out: it takes everything. */
  refused?(): { readonly value: unknown; readonly body: Uint8Array; readonly mediaType: string };
}

export type Register = (name: string, body: (bed: Bed, skip: (why: string) => void) => Promise<void>) => void;

/** Anything that hangs is found by this; nothing is timed. */
const guardMs = 30_000;
const quietMs = 300;
const pauseMs = 20;

export async function guard<Result>(what: string, work: Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const late = wait(guardMs, undefined, { signal: over.signal }).then(() => assert.fail(`${what} did not end`));
  late.catch(() => undefined); // Heard by the race, as long as anybody listens.
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}

export interface Collected {
  /** In their order, repetitions included. */
  readonly messages: readonly RawMessage[];
  readonly cursor: string | null;
}

interface CollectOptions {
  readonly cursor?: string | null;
  /** Distinct messages wanted. */
  readonly count?: number;
  /** Marks wanted. */
  readonly marks?: readonly string[];
  /** Whether what was fetched is confirmed. */
  readonly isDone?: boolean;
  /** Goes on after faults. */
  readonly isBold?: boolean;
}

/** One harness in use; says at its end whether a secret was told. */
export class Bed implements AsyncDisposable {
  readonly connector: Connector;
  readonly harness: Harness;
  readonly #sessions = new Set<Session>();
  readonly #heard: string[] = [];

  constructor(connector: Connector, harness: Harness) {
    this.connector = connector;
    this.harness = harness;
  }

  get incoming(): IncomingSide {
    assert.ok(this.harness.incoming, 'the harness has a stream, as the connector has');
    return this.harness.incoming;
  }

  get outgoing(): OutgoingSide {
    assert.ok(this.harness.outgoing, 'the harness has an operation, as the connector has');
    return this.harness.outgoing;
  }

  get proxy(): FaultProxy {
    assert.ok(this.harness.proxy, 'a harness has a proxy between, unless its case says that it is local');
    return this.harness.proxy;
  }

  open(
    options: {
      readonly timeoutMs?: number;
      readonly messageBytesMax?: number;
      readonly pace?: Pace;
      readonly credentials?: Readonly<Record<string, string>>;
    } = {},
  ): Session {
    const { harness, connector } = this;
    const session = connector.open({
      connection: 'test',
      settings: harness.settings,
      credentials: options.credentials ?? harness.credentials,
      reach: harness.reach,
      limits: { timeoutMs: options.timeoutMs ?? 20_000, messageBytesMax: options.messageBytesMax ?? 1024 * 1024 },
      ...(options.pace !== undefined && { pace: options.pace }),
    });
    this.#sessions.add(session);
    return session;
  }

  async close(session: Session): Promise<void> {
    this.#sessions.delete(session);
    await guard('close()', session.close());
  }

  async check(session: Session, signal = new AbortController().signal): Promise<string> {
    const text = await guard('check()', session.check(signal));
    this.#heard.push(text);
    return text;
  }

  /** The fault that the work ends with. */
  async faultOf(what: string, work: () => Promise<unknown>): Promise<Fault> {
    try {
      await guard(what, work());
    } catch (error) {
      this.note(error);
      assert.ok(error instanceof ConnectorFault, `${what} ended with what is no ConnectorFault: ${inspect(error)}`);
      this.#wellSaid(error.fault);
      return error.fault;
    }
    return assert.fail(`${what} should have failed`);
  }

  note(thing: unknown): void {
    this.#heard.push(inspect(thing, { depth: 12, showHidden: true, maxStringLength: null }));
    if (thing instanceof Error) this.#heard.push(String(thing.stack));
  }

  /** Fetches until there are so many different messages. */
  async collect(session: Session, options: CollectOptions): Promise<Collected> {
    const messages: RawMessage[] = [];
    const keys = new Set<string>();
    const missing = new Set(options.marks);
    const hasAll = (): boolean => keys.size >= (options.count ?? 0) && missing.size === 0;
    let cursor = options.cursor ?? null;
    const end = new AbortController();
    const run = async (): Promise<void> => {
      while (!hasAll() && !end.signal.aborted) {
        try {
          for await (const received of this.receive(session, cursor, end.signal)) {
            for (const message of received.messages) {
              messages.push(message);
              keys.add(message.key);
              missing.delete(markOf(message, [...missing]) ?? '');
              this.note(message.about);
              if (message.fault !== undefined) this.#wellSaid(message.fault);
            }
            cursor = received.cursor ?? cursor;
            if (options.isDone !== false) await received.done();
            if (hasAll()) break;
          }
        } catch (error) {
          this.note(error);
          if (options.isBold !== true || !(error instanceof ConnectorFault)) throw error;
          this.#wellSaid(error.fault);
        }
        await wait(pauseMs);
      }
    };
    try {
      await guard('fetching', run());
    } catch (error) {
      if (error instanceof assert.AssertionError)
        error.message += `: ${keys.size} came, ${[...missing].join(' ')} did not`;
      throw error;
    } finally {
      end.abort();
    }
    return { messages, cursor };
  }

  /** What comes within a moment, where nothing new should. */
  async rest(session: Session, cursor: string | null): Promise<readonly RawMessage[]> {
    const messages: RawMessage[] = [];
    const run = async (): Promise<void> => {
      for await (const received of this.receive(session, cursor, AbortSignal.timeout(quietMs))) {
        messages.push(...received.messages);
        await received.done();
      }
    };
    await guard('a last look', run());
    return messages;
  }

  /** What comes in: fetched, or pushed. */
  receive(session: Session, cursor: string | null, signal: AbortSignal): ReturnType<NonNullable<Session['receive']>> {
    const { stream, settings } = this.incoming;
    const from = { stream, settings, cursor, signal };
    if (this.harness.pushed !== undefined) return this.harness.pushed.receive(from);
    assert.ok(session.receive !== undefined, 'a connector with streams receives, or is pushed to');
    return session.receive(from);
  }

  write(mark: string, id = `dlv_${mark}`): Outgoing {
    return this.#envelope(id, this.outgoing.write(mark));
  }

  refused(): Outgoing | null {
    const outgoing = this.outgoing.refused?.();
    return outgoing === undefined ? null : this.#envelope('dlv_refused', outgoing);
  }

  #envelope(id: string, written: Pick<Outgoing, 'value' | 'body' | 'mediaType'>): Outgoing {
    const { operation, settings } = this.outgoing;
    return { id, operation, settings, lane: 'ord_1', attempt: 1, traceparent: null, ...written };
  }

  async send(session: Session, outgoing: Outgoing, signal = new AbortController().signal): Promise<Sent> {
    assert.ok(session.send !== undefined, 'a connector with operations sends');
    const sent = await guard('send()', session.send(outgoing, signal));
    this.note(sent);
    if ('fault' in sent) this.#wellSaid(sent.fault);
    return sent;
  }

  async look(session: Session, outgoing: Outgoing): Promise<Looked> {
    assert.ok(session.look !== undefined, 'only what can look is asked to');
    return guard('look()', session.look(outgoing, new AbortController().signal));
  }

  /** How often this was done on the other side. */
  async timesSeen(mark: string): Promise<number> {
    return (await this.outgoing.seen()).filter((seen) => seen === mark).length;
  }

  async fail(): Promise<() => Promise<void>> {
    const { fail, proxy } = this.harness;
    if (fail !== undefined) return fail();
    assert.ok(proxy, 'a harness without a proxy says how its other side fails');
    await proxy.set({ refuse: true });
    return () => proxy.heal();
  }

  #wellSaid({ code, detail, fix }: Fault): void {
    for (const text of [detail, fix])
      assert.match(text, /^\S[^]{5,1500}[.?!]$/, `${code}: a fault is said in sentences: ${inspect(text)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using _harness = this.harness;
    await Promise.all([...this.#sessions].map((session) => this.close(session)));
    const secrets = [...Object.values(this.harness.credentials), ...Object.values(this.harness.expired ?? {})];
    for (const secret of secrets.flatMap(formsOf))
      assert.ok(!this.#heard.some((text) => text.includes(secret)), 'a secret was told in a text or a fault');
  }
}

/** A secret as it may get into a text. Of a key, a line in its middle. */
function formsOf(secret: string): string[] {
  const lines = secret.trim().split('\n');
  const text = lines.length > 2 ? (lines[Math.floor(lines.length / 2)] ?? '') : secret;
  assert.ok(text.length >= 6, 'secrets of a harness are long enough to be looked for');
  return [text, Buffer.from(text).toString('base64').replace(/=+$/, ''), encodeURIComponent(text)];
}

let marks = 0;
/** Marks that nobody has used. */
export function newMarks(count: number): string[] {
  return Array.from({ length: count }, () => `mark-${String((marks += 1)).padStart(5, '0')}`);
}

export function markOf(message: RawMessage, among: readonly string[]): string | undefined {
  const text = Buffer.from(message.body).toString('latin1');
  return among.find((mark) => text.includes(mark));
}

export async function eventually<Result>(look: () => Promise<Result>): Promise<Result> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      return await look();
    } catch {
      await wait(50); // Tried again; the last time it is thrown below.
    }
  }
  return look();
}
