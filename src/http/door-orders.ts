// Orders that connections bring in, and what comes to them later.
import type pg from 'pg';
import type { Verdict } from '#connections/inbound/door.ts';
import type { Validator } from '#contracts/validate.ts';
import { findOrder } from '#orders/store.ts';
import type { Engine } from '#runtime/engine.ts';
import type { Sender } from './call.ts';
import type { Digest } from './digest.ts';
import { contractBroken, invalid, refused } from './door-verdicts.ts';
import * as messages from './messages.ts';
import { problem, rejectionProblem } from './problems.ts';

interface OrderParts {
  readonly engine: Engine;
  readonly pool: pg.Pool;
  readonly digest: Digest;
  readonly validator: Validator;
}

export async function takeOrder(
  { engine, digest, validator }: OrderParts,
  sender: Sender,
  content: Readonly<Record<string, unknown>>,
): Promise<Verdict> {
  const checked = validator.validate('order', content);
  if (!checked.ok) return contractBroken('order', checked.errors);
  const { answer, repeated } = await engine.submit('intake', messages.placeOrder(sender, digest, checked.value));
  if (answer.status === 'refused') return refused(rejectionProblem(answer.rejection), 'order');
  const made = (answer.result as { readonly id: string }).id; // What order.place answers.
  return { kind: repeated ? 'duplicate' : 'accepted', made };
}

/** What comes later to an order that the channel placed. `document`: by what it is known when its message is worked on again. */
export async function takeLater(
  { engine, digest, validator, pool }: OrderParts,
  sender: Sender,
  kind: 'orderChange' | 'orderCancel',
  { channel, externalId, ...content }: Readonly<Record<string, unknown>>,
  document: string,
): Promise<Verdict> {
  if (typeof channel !== 'string' || typeof externalId !== 'string')
    return invalid(
      `/${kind}`,
      'It does not say which order it is about.',
      'Give channel and externalId, as the order had them.',
    );
  // The database could not be asked for such a name, and no order has one.
  if (`${channel}${externalId}`.includes('\0'))
    return invalid(
      `/${kind}`,
      'What it calls the order has NUL (U+0000) in it.',
      'Correct the mapping or the message.',
    );
  const contract = kind === 'orderChange' ? 'order-change' : 'order-cancel';
  const checked = validator.validate(contract, content);
  if (!checked.ok) return contractBroken(kind, checked.errors);
  const id = await findOrder(pool, channel, externalId);
  if (id === undefined)
    return refused(problem('not_found', `No order of the channel ${channel} is called ${externalId}.`));
  const name = `${document}~${digest(kind, content)}`;
  for (let time = 1; ; time++) {
    const asked: Sender = { ...sender, idempotencyKey: `${name}~${time}` };
    const submission =
      kind === 'orderChange'
        ? messages.changeOrder(asked, digest, id, content as Parameters<typeof messages.changeOrder>[3]) // Checked above.
        : messages.cancelOrder(asked, digest, id, content as Parameters<typeof messages.cancelOrder>[3]);
    const { answer, repeated } = await engine.submit('intake', submission);
    if (answer.status === 'done') return { kind: repeated ? 'duplicate' : 'accepted', made: id };
    // What was refused when the message was worked on before may be possible by now; what was done then is not done again.
    if (!repeated) return refused(rejectionProblem(answer.rejection), kind);
  }
}
