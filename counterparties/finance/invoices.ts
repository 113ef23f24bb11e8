// Invoices: one for each shipment, only with a posted issue and an amount that its lines come to. Customers pay weeks later.
import { centsOf, money, quantityOf } from '../system/amount.ts';
import { causeOf } from '../system/tools.ts';
import { recordsMax, retire } from '../system/keep.ts';
import type { CloudEvent } from '../system/message.ts';
import { nextPart } from '../system/part.ts';
import { list, optionalText, text } from '../system/read.ts';
import { refusalAtFirst, secondLookAt } from '../system/second-look.ts';
import { dayMs, minuteMs } from '../system/time.ts';
import { owe } from './state.ts';
import type { FinanceTools, FinanceState, Invoice } from './state.ts';

const paymentDays = 30;

export function askInvoice(tools: FinanceTools, state: FinanceState, event: CloudEvent): void {
  const { data } = event;
  const shipment = text(data, 'shipment');
  const cause = causeOf(event);
  const known = state.invoices.get(shipment);
  if (known !== undefined && known.stage !== 'refused') {
    known.cause = cause;
    if (known.stage !== 'asked') tell(tools, known);
    return;
  }
  const lines = list(data, 'lines').map((line) =>
    centsOf(line['price'], 'price', quantityOf(line['quantity'], 'quantity')),
  );
  const order = text(data, 'order');
  const [customer, issue] = [optionalText(data, 'customer'), optionalText(data, 'issue')];
  const cents = centsOf(data['amount'], 'amount');
  const part = known?.part ?? nextPart(state.parts, order);
  state.invoices.set(shipment, {
    shipment,
    order,
    customer,
    issue,
    cents,
    linesCents: lines.reduce((sum, cents) => (sum === null || cents === null ? null : sum + cents), 0),
    lineCount: lines.length,
    part,
    cause,
    stage: 'asked',
    reason: known?.reason ?? null,
    number: null,
    billedCents: 0,
    dueOn: null,
  });
  retire(
    state.invoices,
    recordsMax,
    ({ stage }) => stage === 'paid' || stage === 'refused',
    (dropped) => owe(state, dropped.customer, -dropped.billedCents),
  );
  const minutes = tools.whole(`invoicing ${part}`, 5, 30);
  tools.schedule({ kind: 'invoice', shipment }, tools.now + minutes * minuteMs);
}

export function decideInvoice(tools: FinanceTools, state: FinanceState, shipment: string): void {
  const invoice = state.invoices.get(shipment);
  if (invoice?.stage !== 'asked') return;
  const { cents, customer, part } = invoice;
  const unclear = refusalAtFirst(tools, 'invoices_refused', { id: part, reason: invoice.reason });
  const reason = obstacle(state, invoice) ?? tools.refusal() ?? unclear;
  if (reason !== null || cents === null) Object.assign(invoice, { stage: 'refused', reason });
  else {
    const dueOn = tools.date(tools.now + paymentDays * dayMs, null);
    Object.assign(invoice, { stage: 'issued', reason: null, number: tools.nextNumber('INV'), dueOn });
    bill(state, invoice, cents);
    const days = tools.whole(`pays ${customer ?? part}`, 15, 45);
    tools.schedule({ kind: 'payment', shipment }, tools.now + days * dayMs);
  }
  if (reason !== null && reason === unclear) tools.schedule({ kind: 'look', shipment }, secondLookAt(tools, part));
  tell(tools, invoice);
}

export function lookAgain(tools: FinanceTools, state: FinanceState, shipment: string): void {
  const invoice = state.invoices.get(shipment);
  if (invoice?.stage !== 'refused') return; // Asked for again meanwhile.
  invoice.stage = 'asked';
  decideInvoice(tools, state, shipment);
}

function obstacle(state: FinanceState, { shipment, issue, cents, linesCents, lineCount }: Invoice): string | null {
  if (issue === null) return 'no posted issue is named';
  const posted = state.issues.get(shipment);
  if (posted !== undefined && posted.document !== issue) return `the issue was posted as ${posted.document}`;
  if (cents === null) return 'amount is not known';
  // Each line may have been rounded.
  if (linesCents !== null && Math.abs(cents - linesCents) > lineCount) return 'amount differs from the lines';
  return null;
}

/** What was approved becomes what is owed; only what is above it adds to the exposure. */
function bill(state: FinanceState, invoice: Invoice, cents: number): void {
  const { order, customer } = invoice;
  const credit = state.credits.get(order);
  invoice.billedCents = cents;
  const covered = Math.min(cents, credit?.leftCents ?? 0);
  if (credit !== undefined) credit.leftCents -= covered;
  owe(state, customer, cents - covered);
}

export function pay(state: FinanceState, shipment: string): void {
  const invoice = state.invoices.get(shipment);
  if (invoice?.stage !== 'issued') return;
  invoice.stage = 'paid';
  owe(state, invoice.customer, -invoice.billedCents);
}

function tell(tools: FinanceTools, { order, shipment, number, cents, reason, cause }: Invoice): void {
  if (number === null)
    return tools.report({ type: 'invoice.refused', about: order, data: { order, shipment, reason }, cause });
  const data = { order, shipment, invoice: number, ...(cents !== null && { amount: money(cents) }) };
  tools.report({ type: 'invoice.issued', about: order, data, cause });
}
