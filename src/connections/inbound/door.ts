// The door through which documents of connections come in: the same checks and the same turn as over the API.
import type { Connection } from '#connections/model.ts';
import type { Stage } from './raw-store.ts';

export type From = Pick<Connection, 'code' | 'rights' | 'system'>;

export interface Offered {
  /**
   * What the mapping made: `{event}`, `{order}`, `{orderChange}` or `{orderCancel}` of an order known by channel and external id,
   * `{item}`, `{site}`, `{partner}`, each with `asOf` where the source says of when it is, `{identifier}`, `{deliveryRefused}`,
   * `{documentReceived}`. An event may also come bare, in its envelope.
   */
  readonly document: unknown;
  /** The same whenever the message is worked on: what has no name of its own is known by it. */
  readonly id: string;
  /** Of all that it leads to and that says nothing else. */
  readonly correlationId: string;
  /** When an event happened that does not say so, however long its message waits. */
  readonly receivedAt: Date;
  /** Its message was worked on before: events that were held then are replayed. */
  readonly again: boolean;
  /** The raw message, and its place among all. */
  readonly message: string;
  readonly seq: number;
  /** Somebody wants it put though there is newer master data. */
  readonly evenIfOlder: boolean;
}

export type Verdict =
  | { readonly kind: 'accepted'; readonly made: string }
  | { readonly kind: 'duplicate'; readonly made: string }
  /** Newer master data is known; nothing was changed. */
  | { readonly kind: 'superseded'; readonly made: string; readonly detail: string }
  | {
      readonly kind: 'failed';
      readonly stage: Extract<Stage, 'validate' | 'decide'>;
      readonly code: string;
      /** JSON pointer into the document. */
      readonly pointer: string | null;
      readonly detail: string;
      readonly fix: string;
      readonly intake: string | null;
    }
  /** The node or its database cannot just now; nothing was decided. */
  | { readonly kind: 'later'; readonly detail: string };

export interface Door {
  /** One verdict a document, in their order; they are decided in that order as far as they concern the same thing. */
  take(connection: From, documents: readonly Offered[]): Promise<readonly Verdict[]>;
  close(): void;
}
