// Credit: approved within the customer's limit, by a machine in minutes or by a person in hours.
import { centsOf, money } from '../system/amount.ts';
import { causeOf } from '../system/tools.ts';
import { recordsMax, retire } from '../system/keep.ts';
import type { CloudEvent } from '../system/message.ts';
import { optionalText, text } from '../system/read.ts';
import { minuteMs } from '../system/time.ts';
import { owe } from './state.ts';
import type { Credit, FinanceTools, FinanceState } from './state.ts';

const byPersonShare = 0.15;

export function askCredit(tools: FinanceTools, state: FinanceState, event: CloudEvent): void {
  const { data } = event;
  const order = text(data, 'order');
  const request = text(data, 'request');
  const known = state.credits.get(order);
  const cause = causeOf(event);
  const cents = centsOf(data['amount'], 'amount');
  // The same amount again is answered again; another one, or what was refused, is looked at anew.
  if (known !== undefined && known.stage !== 'refused' && known.cents === cents) {
    Object.assign(known, { cause, request });
    if (known.stage === 'approved') tell(tools, known, known.customer ?? '');
    return;
  }
  if (known?.stage === 'approved') owe(state, known.customer, -known.leftCents);
  const customer = optionalText(data, 'customer');
  const credit: Credit = { order, request, customer, cents, cause, stage: 'asked', reason: null, leftCents: 0 };
  state.credits.set(order, credit);
  retire(
    state.credits,
    recordsMax,
    ({ stage, leftCents }) => stage !== 'asked' && leftCents === 0,
    (dropped) => owe(state, dropped.customer, -dropped.leftCents),
  );
  const isByPerson = tools.chance(`by person ${order}`) < byPersonShare;
  const minutes = isByPerson ? tools.whole(`person ${order}`, 60, 240) : tools.whole(`machine ${order}`, 1, 8);
  tools.schedule({ kind: 'credit', order }, tools.now + minutes * minuteMs);
}

export function decideCredit(tools: FinanceTools, state: FinanceState, order: string): void {
  const credit = state.credits.get(order);
  if (credit?.stage !== 'asked') return;
  const { customer, cents } = credit;
  const reason = obstacle(tools, state, credit);
  if (reason !== null || customer === null || cents === null) Object.assign(credit, { stage: 'refused', reason });
  else {
    Object.assign(credit, { stage: 'approved', leftCents: cents });
    owe(state, customer, cents);
  }
  tell(tools, credit, customer ?? '');
}

function obstacle(tools: FinanceTools, state: FinanceState, { customer, cents }: Credit): string | null {
  if (customer === null || !tools.market.customers.some(({ code }) => code === customer))
    return 'customer is not known';
  if (cents === null) return 'amount is not known';
  const exposure = (state.exposure.get(customer) ?? 0) + cents;
  return exposure > limitCents(tools, customer) ? 'credit limit is exceeded' : tools.refusal();
}

export function limitCents(tools: FinanceTools, customer: string): number {
  const share = tools.isOn('limits_cut') ? tools.setting('limits_cut', 'share') : 1;
  return Math.round(tools.market.creditLimitCents(customer) * share);
}

function tell(tools: FinanceTools, { order, request, stage, reason, cause }: Credit, customer: string): void {
  if (stage === 'refused')
    return tools.report({ type: 'credit.refused', about: order, data: { order, request, reason }, cause });
  const limit = money(limitCents(tools, customer));
  tools.report({ type: 'credit.approved', about: order, data: { order, request, limit }, cause });
}

/** The order is over: what was approved and not billed is free again. */
export function releaseCredit(state: FinanceState, order: string | undefined): void {
  const credit = order === undefined ? undefined : state.credits.get(order);
  if (credit === undefined) return;
  owe(state, credit.customer, -credit.leftCents);
  Object.assign(credit, { stage: 'released', leftCents: 0 });
}
