// What a connector is: code that speaks to one kind of system. What is done with what it fetches and sends, in which order and
// how often, is decided elsewhere (connections/, runtime/deliveries*.ts): a connector keeps nothing between two calls but its
// sockets. Every connector is run through connector.testsuite.ts.
import type { JsonSchema } from '#contracts/schema.ts';
import type { Reach } from './network/reach.ts';

export interface Connector {
  /** Lower-case letters and digits: `sftp`. */
  readonly kind: string;
  /** For people: what it speaks to. */
  readonly title: string;
  /** Of a connection; holds no secret. Checked when the connection is defined. */
  readonly settings: JsonSchema;
  /** Settings that there were, by name, for who still sends them: what stands for them now. */
  readonly moved?: Readonly<Record<string, Pick<SettingsProblem, 'detail' | 'fix'>>>;
  /** Secrets by name; encrypted at rest, never shown again. */
  readonly credentials: Readonly<Record<string, Credential>>;
  /**
   * To whom credentials are shown, of settings that the schema let through: the address, and by what it is known there (host keys,
   * authorities of certificates), as texts that differ where it may be somebody else. Whoever adds one gives the credentials again.
   * Empty: they are shown to nobody.
   */
  targets(settings: Settings): readonly string[];
  /** Settings of one stream of messages that come in; null: nothing is fetched. */
  readonly stream: JsonSchema | null;
  /** Settings of one operation; null: nothing can be sent. */
  readonly operation: JsonSchema | null;
  /** What the schemas cannot say, of settings that they let through; empty: all is well. */
  check?(configured: Configured, network: { readonly allowPrivate: boolean }): readonly SettingsProblem[];
  /** What a configured operation does to the other system. */
  declare?(operation: Settings): Declared;
  /** Makes what speaks; opens nothing yet. */
  open(options: OpenOptions): Session;
}

export type Settings = Readonly<Record<string, unknown>>;

export interface Credential {
  readonly title: string;
  readonly required: boolean;
  /** Made when a new connection comes without it, and shown once. */
  readonly make?: () => string;
  /** Why it cannot be one; null: it can. */
  readonly problem?: (text: string) => { readonly detail: string; readonly fix: string } | null;
}

export interface Configured {
  readonly settings: Settings;
  readonly streams: Readonly<Record<string, Settings>>;
  readonly operations: Readonly<Record<string, Settings>>;
  /** Names of the credentials that are there. */
  readonly credentials: readonly string[];
}

export interface SettingsProblem {
  /** JSON pointer into Configured. */
  readonly pointer: string;
  readonly detail: string;
  readonly fix: string;
}

export interface Declared {
  readonly effect: 'read' | 'write';
  /**
   * `native`: the other system knows a repetition by what is sent (an id, a key that is unique there). `key`: it takes an
   * idempotency key. `none`: sent twice it is done twice, so it is never repeated blindly.
   */
  readonly idempotency: 'native' | 'key' | 'none';
}

export interface OpenOptions {
  /** Code of the connection. */
  readonly connection: string;
  readonly settings: Settings;
  /** By name. While one is being replaced the one before it is there too, as `<name>.previous`. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Asked before every socket that is opened. */
  readonly reach: Reach;
  readonly limits: SessionLimits;
  /**
   * Waits for its turn by the rate of the connection, which all nodes share; rejects when the signal ends the wait. Asked before each
   * page of a poll and each look. An attempt to send has had its turn when it begins. Left out: there is no rate.
   */
  readonly pace?: Pace;
}

export type Pace = (signal: AbortSignal) => Promise<void>;

export interface SessionLimits {
  /** A call that takes longer has failed. */
  readonly timeoutMs: number;
  /** A message that is larger is not read to its end. */
  readonly messageBytesMax: number;
}

/** A live connection. Its methods may be called at the same time; after a fault it opens anew what it needs. */
export interface Session {
  /** Whether the other system can be reached and lets us in; the text says what was seen. Throws ConnectorFault. */
  check(signal: AbortSignal): Promise<string>;
  /**
   * Messages of a stream, from the cursor on. Ends when there is no more for now (a poll), or goes on until the signal says
   * otherwise (a subscription). Throws ConnectorFault; what was stored before stays stored.
   */
  receive?(from: ReceiveOptions): AsyncIterable<Received>;
  /** One attempt. Never throws for what the other system does: that is an outcome. */
  send?(outgoing: Outgoing, signal: AbortSignal): Promise<Sent>;
  /** What the other system has now of what would be sent. Throws ConnectorFault. */
  look?(outgoing: Outgoing, signal: AbortSignal): Promise<Looked>;
  /** What somebody should know though all is well: that a credential is used whose time is coming to its end. Null: nothing. */
  remark?(): string | null;
  close(): Promise<void>;
}

export interface ReceiveOptions {
  readonly stream: string;
  /** The stream's own settings. */
  readonly settings: Settings;
  /** What `Received.cursor` last said; null: from the beginning. */
  readonly cursor: string | null;
  readonly signal: AbortSignal;
}

/** Stored together with its cursor in one commit; then `done` is called. Not called, the same comes again and is known by its keys. */
export interface Received {
  readonly messages: readonly RawMessage[];
  /** Where to go on; null: as before. */
  readonly cursor: string | null;
  /** Tells the other side that it is kept: acknowledges, moves a file. */
  done(): Promise<void>;
}

export interface RawMessage {
  /** Under it the message is known in its stream, whenever it comes again: 1 to 512 characters. */
  readonly key: string;
  readonly body: Uint8Array;
  readonly mediaType: string;
  /** File name, subject, headers that are no secret: shown to people and given to the mapping. */
  readonly about: Readonly<Record<string, string>>;
  /**
   * Why `body` is empty: it is too large, or cannot be fetched and never will be. The message is kept under its key all the same, for a
   * person; one message must not stop its stream. Left out: the body is whole.
   */
  readonly fault?: Fault;
  /** Kept as proof and not worked on: a signed receipt. */
  readonly isProof?: true;
}

export interface Outgoing {
  /** The same for every attempt. */
  readonly id: string;
  readonly operation: string;
  /** The operation's own settings. */
  readonly settings: Settings;
  /** What must be done in order has the same lane. */
  readonly lane: string;
  /** Of what goes out in bundles: rises by one from one to the next of an operation. */
  readonly number?: string;
  /** From 1. */
  readonly attempt: number;
  /** What the mapping made of the event, or the event itself. */
  readonly value: unknown;
  /** The value as it is written. */
  readonly body: Uint8Array;
  readonly mediaType: string;
  /** W3C Trace Context. */
  readonly traceparent: string | null;
}

export type Sent =
  /** It has it. `answer`: what it said, when it said more than that. */
  | { readonly kind: 'done'; readonly answer?: RawMessage }
  /** It says no, and will say no again. */
  | { readonly kind: 'refused'; readonly fault: Fault; readonly answer?: RawMessage }
  /** Nothing was done; it may work later. */
  | { readonly kind: 'later'; readonly fault: Fault; readonly afterMs?: number }
  /** Sent, but whether it was done cannot be told. `reference`: by which a receipt that comes all the same is known. */
  | { readonly kind: 'unknown'; readonly fault: Fault; readonly reference?: string }
  /**
   * It has it, and says by a receipt of its own what became of it (`Taken.receipts`), within this time. Then it is sent again under the
   * same id. `reference` is kept until then, and given to who judges the receipt.
   */
  | {
      readonly kind: 'awaited';
      readonly detail: string;
      readonly fix: string;
      readonly reference: string;
      readonly withinMs: number;
    }
  /** It wants nothing more from this connection. */
  | { readonly kind: 'gone'; readonly fault: Fault }
  /** The signal ended the attempt before anything was sent. */
  | { readonly kind: 'given_up' };

/** For people; holds no secret. */
export interface Fault {
  readonly code: FaultCode;
  readonly detail: string;
  readonly fix: string;
  /** What the other side calls it: a status, an SQLSTATE, an error code. Messages that fail alike have the same. */
  readonly cause?: string;
}

export type FaultCode =
  | 'timeout'
  | 'connection_failed'
  | 'target_refused'
  | 'unauthorized'
  | 'refused'
  | 'busy'
  | 'broken_answer'
  | 'too_large'
  | 'misconfigured';

export class ConnectorFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault, options?: ErrorOptions) {
    super(`${fault.detail} ${fault.fix}`, options);
    this.name = 'ConnectorFault';
    this.fault = fault;
  }
}

export interface Looked {
  /** What the other system has; null: nothing of it. */
  readonly state: unknown;
  /** Whether what would be sent is there already; null: it cannot be told. */
  readonly isDone: boolean | null;
}

/** Connectors to which other systems push over HTTP. Pure: verifies who it is from and tells the messages apart. */
export interface PushedConnector extends Connector {
  take(pushed: Pushed): Taken;
}

export interface Pushed {
  /** Code of the connection. */
  readonly connection: string;
  readonly settings: Settings;
  readonly stream: Settings;
  readonly credentials: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type Taken =
  | {
      readonly kind: 'taken';
      readonly messages: readonly RawMessage[];
      readonly answer?: PushedAnswer;
      /** Of what was sent before and is awaited. */
      readonly receipts?: readonly ReceiptOf[];
    }
  /** Not from whom it says; nothing is kept. `detail` goes to the owner, not to the caller. */
  | { readonly kind: 'refused'; readonly detail: string; readonly answer?: PushedAnswer };

/** What the sender is told where its protocol has an answer of its own. Of what was taken, once it is stored. */
export interface PushedAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** It wants it there, by a request of ours, and the answer is empty; null: it is the answer. */
  readonly to: string | null;
}

export interface ReceiptOf {
  /** `Outgoing.id`. */
  readonly id: string;
  /** What it means, by what was kept when it was sent. */
  judge(reference: string): Sent;
}
