// What the channel is told when the promise is another one.
import type { RecoveryOption } from '#orders/fulfilment.ts';
import { entryOf } from '../entry.ts';
import type { Entry } from '../entry.ts';
import type { Message } from '../message.ts';

export function promiseChanged(
  message: Message,
  order: string,
  told: {
    readonly option: RecoveryOption;
    readonly before: string | null;
    readonly after: string | null;
    readonly reason: string;
  },
): Entry {
  const objects = [{ type: 'order', id: order, qualifier: 'promised anew' }] as const;
  return entryOf(message, 'promise.changed.v1', order, objects, { order, ...told });
}
