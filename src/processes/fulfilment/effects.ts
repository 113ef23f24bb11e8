// The effects a chart of an order may ask for, each done by the part of the business it belongs to.
import assert from '#kernel/assert.ts';
import { awaitedItems } from '#orders/awaited.ts';
import type { RiskCause } from '#orders/fulfilment.ts';
import type { Effect } from '#statecharts/model.ts';
import { askForAllocation } from '../ask-for-allocation.ts';
import { catalogue } from '../catalogue.ts';
import { entryOf } from '../entry.ts';
import { requestInvoice, requestIssue } from './books.ts';
import { applyChange, refuseChange } from './changes.ts';
import { checkPromise, mendPromise } from './check-promise.ts';
import { startClock } from './clocks.ts';
import { chaseWarehouses, raise } from './exceptions.ts';
import { giveBack } from './give-back.ts';
import { askForApproval, checkHolds } from './holds.ts';
import { applyRecovery, endangerPromise, proposeRecovery } from './recovery.ts';
import { recall, recallTwice, release, remindWarehouse } from './release.ts';
import { planAgain } from './replan.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';
import { replaceShort } from './short.ts';
import { callOffTransfers } from './transfer.ts';
import { remindCarriers, requestTransport, retryTransport } from './transport.ts';

const effects: Readonly<Record<string, (run: Run, params: Effect['params']) => void>> = {
  checkHolds,
  askForApproval,
  release,
  remindWarehouse,
  chaseWarehouses,
  recall,
  recallTwice,
  planAgain,
  replaceShort,
  giveBack,
  applyChange,
  refuseChange,
  requestTransport,
  remindCarriers,
  retryTransport,
  requestIssue,
  requestInvoice,
  endangerPromise: (run, { cause }) => endangerPromise(run, cause as RiskCause), // Checked against the catalogue at load.
  checkPromise,
  mendPromise,
  proposeRecovery,
  applyRecovery,
  raiseException: (run, { kind }) => raise(run, String(kind)),
  startDeadline: (run, { event, after }) => startClock(run, String(event), String(after)),
  endGoods: (run) => {
    change(run, { risk: null });
    run.heard.push('goods.ended');
  },
  seekGoods: ({ draft, context, order }) => {
    for (const item of awaitedItems(order.lines)) askForAllocation(draft, context.now, item, null);
  },
  closeOrder: (run) => {
    const objects = [{ type: 'order', id: run.order.id, qualifier: 'closed' }] as const;
    run.draft.entries.push(entryOf(run.message, 'order.closed.v1', run.order.id, objects, { order: run.order.id }));
  },
};

export function perform(run: Run, effect: Effect): void {
  const effectOf = effects[effect.type];
  const shape = catalogue.effects[effect.type];
  assert(effectOf !== undefined && shape !== undefined, `${effect.type} is in the catalogue and so is done`);
  const heard = run.heard.length;
  const { order } = run;
  effectOf(run, effect.params);
  callOffTransfers(run, order, run.order);
  // Charts were checked by what the catalogue says: that no effect leads back to itself, and that every answer is taken.
  const { answers = [], brings = [] } = shape;
  for (const event of run.heard.slice(heard))
    assert(
      answers.includes(event) || brings.includes(event),
      `the catalogue says that ${effect.type} may bring ${event}`,
    );
}
