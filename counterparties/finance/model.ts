// Finance: credit limits and exposure, invoices and receivables. It bills what the ERP posted, and sees what was never billed.
import { money } from '../system/amount.ts';
import type { Behaviour } from '../system/tools.ts';
import type { Faults } from '../system/faults.ts';
import { recordsMax, retire } from '../system/keep.ts';
import { refusesAtFirst } from '../system/second-look.ts';
import { createSystem } from '../system/system.ts';
import type { Settings, SystemOf } from '../system/system.ts';
import { askCredit, decideCredit, limitCents, releaseCredit } from './credit.ts';
import { askInvoice, decideInvoice, lookAgain, pay } from './invoices.ts';
import type { FinanceTools, FinanceState, FinanceTimer } from './state.ts';

const faults: Faults = {
  invoices_refused: refusesAtFirst('invoices', 'the tax number is missing'),
  limits_cut: {
    description: 'Every credit limit is cut.',
    parameters: { share: { description: 'Share of the limit that is left.', default: 0.1, min: 0, max: 1 } },
  },
};

export function createFinance(settings: Settings): SystemOf<FinanceState> {
  const behaviour: Behaviour<FinanceState, FinanceTimer> = {
    name: 'finance',
    faults,
    listensTo: [
      'crossdock.credit.requested.v1',
      'crossdock.invoice.requested.v1',
      'crossdock.order.cancelled.v1',
      'crossdock.order.closed.v1',
    ],
    start: () => ({
      credits: new Map(),
      invoices: new Map(),
      parts: new Map(),
      exposure: new Map(),
      issues: new Map(),
    }),
    event: (tools, state, event) => {
      if (event.type === 'crossdock.credit.requested.v1') askCredit(tools, state, event);
      if (event.type === 'crossdock.invoice.requested.v1') askInvoice(tools, state, event);
      if (event.type === 'crossdock.order.cancelled.v1' || event.type === 'crossdock.order.closed.v1')
        releaseCredit(state, event.subject);
    },
    notice: (_, state, notice) => {
      if (notice.kind !== 'issue_posted') return;
      const { order, shipment, document } = notice;
      state.issues.set(shipment, { order, shipment, document });
      retire(state.issues, recordsMax, (issue) => state.invoices.has(issue.shipment));
    },
    fire,
    switched: () => undefined,
    tables: (state, tools) => ({
      credits: () => [...state.credits.values()],
      invoices: () => [...state.invoices.values()],
      customers: () =>
        tools.market.customers.map(({ code, name }) => ({
          customer: code,
          name,
          limit: money(limitCents(tools, code)),
          exposure: money(state.exposure.get(code) ?? 0),
        })),
      not_invoiced: () =>
        [...state.issues.values()].filter(({ shipment }) => (state.invoices.get(shipment)?.number ?? null) === null),
    }),
  };
  return createSystem(behaviour, settings);
}

function fire(tools: FinanceTools, state: FinanceState, timer: FinanceTimer): void {
  switch (timer.kind) {
    case 'credit':
      return decideCredit(tools, state, timer.order);
    case 'invoice':
      return decideInvoice(tools, state, timer.shipment);
    case 'look':
      return lookAgain(tools, state, timer.shipment);
    case 'payment':
      return pay(state, timer.shipment);
  }
}
