// What outside systems report about an order: its credit, its releases, its shipments, its transports, postings and invoices.
import { read } from '#kernel/layer.ts';
import { reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import type { Draft } from './draft.ts';
import type { Command } from './message.ts';
import { knownOrder, nameInReference } from './place-order.ts';

export function orderEvent(draft: Draft, command: Extract<Command, { type: 'order.event' }>): Rejection {
  const { order: reference } = command.data;
  const name = nameInReference(reference);
  const order = name === null ? read(draft.orders, reference) : knownOrder(draft, name);
  return reject('order_unknown', `${order?.id ?? reference} has no process that takes ${command.kind}.`, {
    pointer: '/data/order',
  });
}
