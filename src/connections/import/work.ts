// What one group leads to: documents that keep their contracts, with what is needed to follow each up.
import type { OrderRequest } from '#contracts/generated/contracts.ts';
import type { CanonicalEvent, Validator } from '#contracts/validate.ts';
import type { MappedEvent, MappedGroup } from './account.ts';
import { toSteps } from './steps.ts';

export interface WorkOrder {
  /** How many rows of the file it stands for. */
  readonly rows: number;
  readonly order: OrderRequest;
}

export interface WorkEvent {
  readonly rows: number;
  readonly fate: MappedEvent['fate'];
  /** Index of the order of the group whose goods it issues. */
  readonly order: number | null;
  readonly event: CanonicalEvent;
  readonly item: string;
  readonly reference: string;
  /** What the ledger will show for it, in steps (see steps.ts). */
  readonly steps: string;
}

export interface Work {
  readonly orders: readonly WorkOrder[];
  readonly events: readonly WorkEvent[];
}

const typeOf = {
  issued: 'crossdock.stock.issued.v1',
  returned: 'crossdock.stock.received.v1',
  adjusted: 'crossdock.stock.adjusted.v1',
} as const;

/** The work, or one sentence about the first document that can't be sent. */
export function workOf(mapped: MappedGroup, source: string, validator: Validator): Work | string {
  const orders: WorkOrder[] = [];
  for (const mappedOrder of mapped.orders) {
    const checked = validator.validate('order', mappedOrder.order);
    if (!checked.ok) return explain('order', mappedOrder.rows, checked.errors);
    orders.push({ rows: mappedOrder.rows.length, order: checked.value });
  }
  const events: WorkEvent[] = [];
  for (const mappedEvent of mapped.events) {
    const order = mapped.orders.findIndex((candidate) => mappedEvent.rows.every((row) => candidate.rows.includes(row)));
    const event = eventOf(mappedEvent, source, mappedEvent.fate === 'issued' ? order : null, validator);
    if (typeof event === 'string') return event;
    events.push(event);
  }
  return { orders, events };
}

function eventOf(mapped: MappedEvent, source: string, order: number | null, validator: Validator): WorkEvent | string {
  const { rows, fate } = mapped;
  const checked = validator.validateEvent({ specversion: '1.0', source, ...mapped.event });
  if (!checked.ok) return explain('event', rows, checked.errors);
  const event = checked.value;
  const place = `the event of row ${rows.join(', ')}`;
  if (event.source !== source) return `${place} has a source of its own; leave it out`;
  if (event.type !== typeOf[fate]) return `${place} is ${fate}, so its type must be ${typeOf[fate]}`;
  const { item, quantity, unit, reference, reason } = event.data;
  if (unit !== undefined) return `${place} has a unit; convert its quantity to the unit of the item and leave it out`;
  if (reference === undefined) return `${place} has no reference; name the document it comes from`;
  if (reason === 'opening') return `${place} has the reason "opening", which is kept for stock from before the file`;
  const steps = toSteps(quantity);
  if (steps === undefined) return `${place} has a quantity finer than a millionth`;
  return { rows: rows.length, fate, order, event, item, reference, steps: String(fate === 'issued' ? -steps : steps) };
}

function explain(
  what: string,
  rows: readonly number[],
  errors: readonly { pointer: string; message: string; fix: string }[],
): string {
  const [first] = errors;
  return `the ${what} of row ${rows.slice(0, 5).join(', ')} breaks its contract at ${first?.pointer ?? ''}: ${first?.message ?? ''} (${first?.fix ?? ''})`;
}
