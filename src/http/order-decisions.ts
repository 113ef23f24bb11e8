// What people decide about an order in its process: its holds, its books, its transport, how a promise at risk is kept. Which of it is possible
// just now is the process's to say.
import type pg from 'pg';
import { holdKinds } from '#orders/fulfilment.ts';
import type { HoldKind } from '#orders/fulfilment.ts';
import type { Engine } from '#runtime/engine.ts';
import { ok } from './call.ts';
import type { Answer, Handlers, Sender } from './call.ts';
import type { Digest } from './digest.ts';
import type { Directory } from './directory.ts';
import * as messages from './messages.ts';
import { refuse } from './problems.ts';
import { submit } from './submit.ts';
import { visibleOrder } from './visible-order.ts';

interface Parts {
  readonly engine: Engine;
  readonly pool: pg.Pool;
  readonly directory: Directory;
  readonly digest: Digest;
}

type Names = 'releaseHold' | 'refuseHold' | 'retryBooks' | 'retryTransport' | 'recoverOrder' | 'closeException';

export function orderDecisionHandlers({ engine, pool, directory, digest }: Parts): Handlers<Names> {
  const visible = visibleOrder(pool, directory);

  async function decide(
    sender: Sender,
    order: string,
    decided: Parameters<typeof messages.decideOrder>[3],
  ): Promise<Answer> {
    await visible(sender, order);
    return ok((await submit(engine, messages.decideOrder(sender, digest, order, decided))).result);
  }

  return {
    releaseHold: ({ sender, path, body }) =>
      decide(sender, path.order, { act: 'release_hold', hold: holdOf(path.hold), reason: body.reason }),
    refuseHold: ({ sender, path, body }) =>
      decide(sender, path.order, { act: 'refuse_hold', hold: holdOf(path.hold), reason: body.reason }),
    retryBooks: ({ sender, path, body }) => decide(sender, path.order, { act: 'retry_books', reason: body.reason }),
    retryTransport: ({ sender, path, body }) =>
      decide(sender, path.order, { act: 'retry_transport', reason: body.reason }),
    recoverOrder: ({ sender, path, body }) =>
      decide(sender, path.order, { act: 'recover', option: body.option, date: body.date ?? null, reason: body.reason }),
    async closeException({ sender, path, body }) {
      await visible(sender, path.order);
      const closed = messages.closeException(sender, digest, path.order, { kind: path.exception, reason: body.reason });
      return ok((await submit(engine, closed)).result);
    },
  };
}

function holdOf(name: string): HoldKind {
  const hold = holdKinds.find((kind) => kind === name);
  if (hold === undefined) throw refuse('not_found', `No hold is called ${name}; there are ${holdKinds.join(', ')}.`);
  return hold;
}
