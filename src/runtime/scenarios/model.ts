// Scenarios of orders, as data: what is given, what happens, and what is then the case. Played through real turns in memory.
import type { HoldKind, RecoveryOption } from '#orders/fulfilment.ts';
import type { ChangeDocument, OrderDocument } from '#orders/model.ts';
import type { Command } from '#processes/message.ts';
import type { OrderEventKind } from '#processes/order-event-data.ts';

/** Site → item → quantity. */
export type Quantities = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Scenario {
  readonly name: string;
  readonly why: string;
  readonly given: {
    readonly stock?: Quantities;
    readonly supplies?: readonly Supply[];
    /** Item → attributes. */
    readonly items?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    /** Attributes of the customer who orders. */
    readonly customer?: Readonly<Record<string, string>>;
    readonly order: Partial<OrderDocument>;
  };
  readonly when: readonly When[];
  readonly then: Then;
}

export interface Supply {
  readonly reference: string;
  readonly item: string;
  readonly site: string;
  readonly quantity: number;
  readonly expectedOn: string;
}

/** `refused`: the code with which it has to be refused. */
export type When =
  | { readonly report: OrderEventKind; readonly data: Readonly<Record<string, unknown>>; readonly refused?: string }
  | { readonly again: 'same id' | 'another id' }
  | { readonly cancel: string; readonly refused?: string }
  | { readonly change: ChangeDocument; readonly refused?: string }
  | {
      readonly act: Extract<Command, { type: 'order.act' }>['act'];
      readonly hold?: HoldKind;
      readonly option?: RecoveryOption;
      readonly date?: string;
      readonly refused?: string;
    }
  /** Hours. */
  | { readonly wait: number }
  | { readonly receive: Quantities; readonly supply?: string }
  | { readonly count: Quantities }
  | { readonly issue: Quantities }
  | { readonly supply: Supply }
  /** Another order, which is only there to want the same goods. */
  | { readonly order: Partial<OrderDocument> & { readonly externalId: string } }
  | { readonly then: Then };

export interface Then {
  readonly status?: string;
  readonly state?: string;
  /** Line → what of it is where. What is left out is 0. */
  readonly lines?: Readonly<
    Record<string, Partial<Record<'reserved' | 'backordered' | 'issued' | 'cancelled', number>>>
  >;
  /** Everything sent to other systems, in order; of a row of the same, "type × 2". */
  readonly sent?: readonly string[];
  /** Site → item → [on hand, reserved]. */
  readonly stock?: Readonly<Record<string, Readonly<Record<string, readonly [onHand: number, reserved: number]>>>>;
  /** Sum of the invoices asked for. */
  readonly invoiced?: string;
  readonly exceptions?: readonly string[];
  readonly promisedFor?: string | null;
  readonly deviations?: readonly string[];
}

/** Where a scenario and what happened part. */
export interface Difference {
  /** In the scenario's file. */
  readonly pointer: string;
  readonly message: string;
}
