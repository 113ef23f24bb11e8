// What a system takes and what it sends. Crossdock is spoken to by its public API alone; the systems of a distributor also have
// interfaces of their own between each other, which Crossdock never sees: those are notices.
import type { Notice } from './notice.ts';

export const systemNames = ['erp', 'wms', 'shop', 'carrier', 'finance'] as const;
export type SystemName = (typeof systemNames)[number];

export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly time?: string;
  readonly datacontenttype?: string;
  readonly correlationid?: string;
  readonly causationid?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Input =
  /** A webhook of Crossdock. */
  | { readonly kind: 'event'; readonly event: CloudEvent }
  /** A notice of another system; `id` is that of its output. */
  | { readonly kind: 'notice'; readonly id: string; readonly from: SystemName; readonly notice: Notice }
  /** What Crossdock answered to the output `id`; only orders, changes and cancellations are answered. */
  | { readonly kind: 'answer'; readonly id: string; readonly status: number; readonly body: unknown }
  | {
      readonly kind: 'fault';
      readonly fault: string;
      readonly on: boolean;
      readonly parameters: Readonly<Record<string, unknown>>;
    };

interface Sent {
  /** Its own for ever; the same in every attempt to send it. */
  readonly id: string;
  /** When it leaves. */
  readonly at: number;
}

export type Output =
  /** POST /v1/events */
  | (Sent & { readonly to: 'crossdock'; readonly kind: 'event'; readonly body: CloudEvent })
  /** POST /v1/orders */
  | (Sent & { readonly to: 'crossdock'; readonly kind: 'order'; readonly body: Readonly<Record<string, unknown>> })
  /** POST /v1/orders/{order}/change and /cancel */
  | (Sent & {
      readonly to: 'crossdock';
      readonly kind: 'change' | 'cancel';
      readonly order: string;
      readonly body: Readonly<Record<string, unknown>>;
    })
  | (Sent & { readonly to: SystemName; readonly kind: 'notice'; readonly body: Notice });

/** An output without its id and time, as a system writes it. */
export type Draft =
  | { readonly to: 'crossdock'; readonly kind: 'event'; readonly body: Omit<CloudEvent, 'id' | 'time'> }
  | { readonly to: 'crossdock'; readonly kind: 'order'; readonly body: Readonly<Record<string, unknown>> }
  | {
      readonly to: 'crossdock';
      readonly kind: 'change' | 'cancel';
      readonly order: string;
      readonly body: Readonly<Record<string, unknown>>;
    }
  | { readonly to: SystemName; readonly kind: 'notice'; readonly body: Notice };

export type Taken =
  /** Taken now or before: the sender is done. */
  | { readonly taken: 'yes' | 'repeated' }
  /** Taken, but the sender never learns: its connection breaks. It will send it again. */
  | { readonly taken: 'unanswered' }
  /** Not taken: to be sent again later. */
  | { readonly taken: 'down' }
  /** It can't be read; sending it again does not help. */
  | { readonly taken: 'unreadable'; readonly reason: string };
