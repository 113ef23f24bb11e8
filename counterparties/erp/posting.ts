// Stock issues: posted after a while, once for each shipment, and refused where the book does not allow it.
import { minus, plus, quantityOf } from '../system/amount.ts';
import { causeOf } from '../system/tools.ts';
import type { Cause } from '../system/tools.ts';
import { recordsMax, retire } from '../system/keep.ts';
import type { CloudEvent } from '../system/message.ts';
import type { Moved } from '../system/notice.ts';
import { nextPart } from '../system/part.ts';
import { list, optionalText, text } from '../system/read.ts';
import { refusalAtFirst, secondLookAt } from '../system/second-look.ts';
import { minuteMs } from '../system/time.ts';
import { amountAt, keyOf } from './state.ts';
import type { ErpTools, ErpState, Issue } from './state.ts';

const repairMs = 30 * minuteMs;

export function askIssue(tools: ErpTools, state: ErpState, event: CloudEvent): void {
  const { data } = event;
  const [order, shipment, site] = [text(data, 'order'), text(data, 'shipment'), text(data, 'site')];
  const lines = list(data, 'lines').map((line): Moved => {
    const quantity = quantityOf(line['quantity'], 'quantity');
    const item = tools.market.items.get(text(line, 'item'));
    const inBase = item === undefined ? quantity : tools.market.inBaseUnit(item, quantity, optionalText(line, 'unit'));
    return { item: text(line, 'item'), quantity: inBase ?? quantity, lot: optionalText(line, 'lot') };
  });
  const cause = causeOf(event);
  const known = state.issues.get(shipment);
  if (known !== undefined) {
    known.cause = cause;
    if (known.stage === 'posted') return answer(tools, known);
    if (known.stage === 'refused') plan(tools, known);
    return; // Asked again while it is worked on.
  }
  plan(tools, addIssue(state, { order, shipment, site, lines, cause }));
}

/** The old way: the warehouse's report is the posting. */
export function bookShipment(
  tools: ErpTools,
  state: ErpState,
  shipment: Pick<Issue, 'order' | 'shipment' | 'site' | 'lines'>,
): void {
  if (!state.issues.has(shipment.shipment)) decide(tools, state, addIssue(state, { ...shipment, cause: null }));
}

function addIssue(
  state: ErpState,
  asked: Pick<Issue, 'order' | 'shipment' | 'site' | 'lines'> & { cause: Cause | null },
): Issue {
  const part = nextPart(state.parts, asked.order);
  const issue: Issue = { ...asked, part, stage: 'asked', document: null, reason: null, isRepairable: false };
  state.issues.set(issue.shipment, issue);
  retire(state.issues, recordsMax, ({ stage }) => stage === 'posted');
  return issue;
}

function plan(tools: ErpTools, issue: Issue): void {
  issue.stage = 'asked';
  const minutes = tools.whole(`posting ${issue.part}`, 3, 20);
  tools.schedule({ kind: 'post', shipment: issue.shipment }, tools.now + minutes * minuteMs);
}

export function post(tools: ErpTools, state: ErpState, shipment: string): void {
  const issue = state.issues.get(shipment);
  if (issue?.stage === 'asked') decide(tools, state, issue);
}

function decide(tools: ErpTools, state: ErpState, issue: Issue): void {
  const switched = tools.refusal();
  const unclear = refusalAtFirst(tools, 'issues_refused', { id: issue.part, reason: issue.reason });
  const reason = switched ?? unclear ?? obstacle(tools, state, issue);
  if (reason !== null) {
    Object.assign(issue, { stage: 'refused', reason, isRepairable: switched === null });
    if (reason === unclear) tools.schedule({ kind: 'repair' }, secondLookAt(tools, issue.part));
    return answer(tools, issue);
  }
  for (const { item, quantity } of parts(tools, issue)) {
    const key = keyOf(item, issue.site);
    state.book.set(key, minus(amountAt(state.book, key), quantity));
    // A shipment that a report has covered has left the published figure already.
    if (!state.reported.has(issue.shipment))
      state.published.set(key, Math.max(0, minus(amountAt(state.published, key), quantity)));
  }
  Object.assign(issue, { stage: 'posted', reason: null, document: tools.nextNumber('MAT') });
  answer(tools, issue);
}

function obstacle(tools: ErpTools, state: ErpState, issue: Issue): string | null {
  if (tools.isOn('period_closed')) return 'the posting period is closed';
  const wanted = new Map<string, number>();
  for (const { item, quantity } of parts(tools, issue)) {
    if (!tools.market.items.has(item)) return `item ${item} does not exist`.slice(0, 64);
    if (tools.word('item_blocked', 'item') === item) return `item ${item} is blocked`.slice(0, 64);
    wanted.set(item, plus(wanted.get(item) ?? 0, quantity));
  }
  for (const [item, quantity] of wanted) {
    if (amountAt(state.book, keyOf(item, issue.site)) < quantity)
      return `stock of ${item} would go negative`.slice(0, 64);
  }
  return null;
}

/** A kit has no stock of its own: its components are issued. */
function parts(tools: ErpTools, issue: Issue): { item: string; quantity: number }[] {
  return issue.lines.flatMap((line) => {
    const item = tools.market.items.get(line.item);
    const shelved = item === undefined ? [{ item: line.item, quantity: 1 }] : tools.market.shelved(item);
    return shelved.map((part) => ({ item: part.item, quantity: plus(part.quantity * line.quantity, 0) }));
  });
}

function answer(tools: ErpTools, issue: Issue): void {
  const { order, shipment, document, reason, cause } = issue;
  if (document !== null) tools.notify('finance', shipment, { kind: 'issue_posted', order, shipment, document });
  if (cause === null) return; // Nobody asked: the old way.
  tools.report({
    type: document === null ? 'issue.refused' : 'issue.posted',
    about: order,
    data: { order, shipment, ...(document === null ? { reason } : { document }) },
    cause,
  });
}

/** Something changed that a refused issue may have waited for. */
export function planRepair(tools: ErpTools, state: ErpState): void {
  if ([...state.issues.values()].some(isWaiting)) tools.schedule({ kind: 'repair' }, tools.now + repairMs);
}

export function repair(tools: ErpTools, state: ErpState): void {
  for (const issue of state.issues.values()) {
    if (isWaiting(issue) && obstacle(tools, state, issue) === null) decide(tools, state, issue);
  }
}

function isWaiting(issue: Issue): boolean {
  return issue.stage === 'refused' && issue.isRepairable;
}
