// The door through which documents of connections come in: the same checks and the same turn as over the API.
import type { Connection } from '#connections/model.ts';
import type { Stage } from './raw-store.ts';

export interface Entrance {
  readonly connection: Pick<Connection, 'code' | 'rights'>;
  /** Of all that it leads to and that says nothing else. */
  readonly correlationId: string;
  /** It was worked on before: events that were held then are replayed. */
  readonly again: boolean;
}

export interface Offered {
  /**
   * What the mapping made: `{event}`, `{order}`, `{orderChange}` or `{orderCancel}` of an order known by channel and external id,
   * `{item}`, `{site}`, `{partner}`. An event may also come bare, in its envelope.
   */
  readonly document: unknown;
  /** For an event that has none: the same whenever the message is worked on. */
  readonly id: string;
}

export type Verdict =
  | { readonly kind: 'accepted'; readonly made: string }
  | { readonly kind: 'duplicate'; readonly made: string }
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
  take(entrance: Entrance, documents: readonly Offered[]): Promise<readonly Verdict[]>;
  close(): void;
}
