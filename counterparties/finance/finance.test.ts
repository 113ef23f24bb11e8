import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { System } from '../system/system.ts';
import { events, runUntil, switchOff, switchOn, take, types } from '../testing/drive.testsuite.ts';
import { days, minutes, settings, startAt, webhook } from '../testing/network.testsuite.ts';
import { createFinance } from './model.ts';

const euro = (amount: string): object => ({ amount, currency: 'EUR' });

function creditRequested(order: string, given: Readonly<Record<string, unknown>> = {}): ReturnType<typeof webhook> {
  return webhook('credit.requested', {
    order,
    request: `${order}-C1`,
    customer: 'C001',
    amount: euro('100.00'),
    ...given,
  });
}

function invoiceRequested(given: Readonly<Record<string, unknown>> = {}): ReturnType<typeof webhook> {
  return webhook('invoice.requested', {
    order: 'ord_1',
    shipment: 'SH-1',
    issue: 'MAT-1',
    customer: 'C001',
    amount: euro('25.00'),
    lines: [{ line: 1, item: 'PUM-001', quantity: 2, unit: 'each', price: euro('12.50') }],
    ...given,
  });
}

interface CustomerRow {
  readonly customer: string;
  readonly exposure: { readonly amount: string };
  readonly limit: { readonly amount: string };
}

function customer(finance: System): CustomerRow {
  const rows = (finance.tables()['customers']?.() ?? []) as CustomerRow[]; // As the model writes them.
  const row = rows.find((one) => one.customer === 'C001');
  assert.ok(row !== undefined);
  return row;
}

/** What is answered to requests that come one after the other, an afternoon apart. */
function answers(finance: System, requests: readonly ReturnType<typeof webhook>[]): string[] {
  return requests.flatMap((request, index) => {
    const now = minutes(index * 300);
    const outputs = [...take(finance, request, now), ...runUntil(finance, now + 299 * 60_000)];
    return events(outputs).map(({ type, data }) =>
      [type.slice('crossdock.'.length, -3), data['reason'] ?? data['invoice']].filter(Boolean).join(': '),
    );
  });
}

test('credit is approved up to the limit of the customer', () => {
  const finance = createFinance(settings());
  const limit = Number(customer(finance).limit.amount);
  assert.deepEqual(
    answers(finance, [
      creditRequested('ord_1', { amount: euro((limit - 10).toFixed(2)) }),
      creditRequested('ord_2', { amount: euro('20.00') }),
      creditRequested('ord_3', { amount: euro('10.00') }),
    ]),
    ['credit.approved', 'credit.refused: credit limit is exceeded', 'credit.approved'],
  );
  assert.equal(Number(customer(finance).exposure.amount), limit);
});

test('without a customer or an amount there is no credit', () => {
  assert.deepEqual(
    answers(createFinance(settings()), [
      creditRequested('ord_1', { customer: null }),
      creditRequested('ord_2', { customer: 'C999' }),
      creditRequested('ord_3', { amount: null }),
    ]),
    [
      'credit.refused: customer is not known',
      'credit.refused: customer is not known',
      'credit.refused: amount is not known',
    ],
  );
});

test('the same request is answered again and counted once; another amount replaces it', () => {
  const finance = createFinance(settings());
  assert.deepEqual(answers(finance, [creditRequested('ord_1'), creditRequested('ord_1')]), [
    'credit.approved',
    'credit.approved',
  ]);
  assert.equal(customer(finance).exposure.amount, '100.00');
  take(finance, creditRequested('ord_1', { amount: euro('40.00') }), days(1));
  take(finance, creditRequested('ord_1', { amount: euro('40.00') }), days(1)); // While it is looked at.
  assert.deepEqual(types(runUntil(finance, days(2))), ['credit.approved']);
  assert.equal(customer(finance).exposure.amount, '40.00');
});

test('limits_cut: what was in the limit no longer is', () => {
  const finance = createFinance(settings());
  switchOn(finance, 'limits_cut', startAt, { share: 0.001 });
  assert.deepEqual(answers(finance, [creditRequested('ord_1')]), ['credit.refused: credit limit is exceeded']);
  switchOff(finance, 'limits_cut', days(1));
  take(finance, creditRequested('ord_1'), days(1));
  assert.deepEqual(types(runUntil(finance, days(2))), ['credit.approved']);
});

test('an order that is over frees what it did not use, also while it is asked for', () => {
  const finance = createFinance(settings());
  take(finance, creditRequested('ord_1'), startAt);
  runUntil(finance, minutes(300));
  assert.equal(customer(finance).exposure.amount, '100.00');
  for (const type of ['order.cancelled', 'order.closed', 'order.closed'])
    take(finance, webhook(type, {}), minutes(300));
  take(finance, webhook('order.closed', {}, { subject: 'ord_other' }), minutes(300));
  const { subject, ...about } = webhook('order.closed', {});
  assert.equal(subject, 'ord_1');
  take(finance, about, minutes(300));
  assert.equal(customer(finance).exposure.amount, '0.00');
  take(finance, creditRequested('ord_2'), minutes(301));
  take(finance, webhook('order.cancelled', {}, { subject: 'ord_2' }), minutes(301));
  assert.deepEqual(types(runUntil(finance, days(1))), []);
});

test('an invoice is issued once for a shipment, and asked again it is the same one', () => {
  const finance = createFinance(settings());
  take(finance, invoiceRequested(), startAt);
  take(finance, invoiceRequested(), startAt); // While it is worked on.
  const [issued] = events(runUntil(finance, minutes(60)));
  assert.deepEqual(issued?.data, {
    order: 'ord_1',
    shipment: 'SH-1',
    invoice: 'INV-000001',
    amount: euro('25.00'),
  });
  const [again] = events(take(finance, invoiceRequested(), minutes(61)));
  assert.deepEqual(again?.data, issued.data);
  assert.equal(customer(finance).exposure.amount, '25.00');
});

test('what was approved turns into what is owed, and is gone when it is paid', () => {
  const finance = createFinance(settings());
  take(finance, creditRequested('ord_1'), startAt);
  runUntil(finance, minutes(300));
  take(finance, invoiceRequested(), minutes(300));
  runUntil(finance, minutes(400));
  assert.equal(customer(finance).exposure.amount, '100.00');
  runUntil(finance, days(60));
  assert.equal(customer(finance).exposure.amount, '75.00');
});

test('an invoice is refused for a reason, and issued when it is asked for rightly', () => {
  const finance = createFinance(settings());
  const notice = { kind: 'issue_posted', order: 'ord_1', shipment: 'SH-1', document: 'MAT-1' } as const;
  finance.handle({ kind: 'notice', id: 'erp-1', from: 'erp', notice }, startAt);
  assert.deepEqual(finance.tables()['not_invoiced']?.(), [{ order: 'ord_1', shipment: 'SH-1', document: 'MAT-1' }]);
  assert.deepEqual(
    answers(finance, [
      invoiceRequested({ issue: null }),
      invoiceRequested({ issue: 'MAT-2' }),
      invoiceRequested({ amount: null }),
      invoiceRequested({ amount: euro('25.02') }),
      invoiceRequested({ customer: null, lines: [{ line: 1, item: 'PUM-001', quantity: 2, price: null }] }),
    ]),
    [
      'invoice.refused: no posted issue is named',
      'invoice.refused: the issue was posted as MAT-1',
      'invoice.refused: amount is not known',
      'invoice.refused: amount differs from the lines',
      'invoice.issued: INV-000001',
    ],
  );
  assert.deepEqual(finance.tables()['not_invoiced']?.(), []);
});

test('refuse_next: refuses whatever it is', () => {
  const finance = createFinance(settings());
  switchOn(finance, 'refuse_next', startAt, { count: 2, reason: 'month end' });
  assert.deepEqual(answers(finance, [creditRequested('ord_1'), invoiceRequested()]), [
    'credit.refused: month end',
    'invoice.refused: month end',
  ]);
});

test('invoices_refused: refused at first, and issued by the next day, or at once when it is asked for again', () => {
  const refusing = (): System => {
    const finance = createFinance(settings());
    switchOn(finance, 'invoices_refused', startAt, { rate: 1 });
    assert.deepEqual(answers(finance, [invoiceRequested()]), ['invoice.refused: the tax number is missing']);
    return finance;
  };
  assert.deepEqual(types(runUntil(refusing(), days(2))), ['invoice.issued']);
  const asked = refusing();
  take(asked, invoiceRequested(), minutes(299));
  assert.deepEqual(types(runUntil(asked, minutes(340))), ['invoice.issued']);
  assert.deepEqual(types(runUntil(asked, days(2))), [], 'billed once');
});

test('notices of others are none of its business', () => {
  const finance = createFinance(settings());
  const notice = { kind: 'handed_over', shipment: 'SH-1' } as const;
  assert.equal(finance.handle({ kind: 'notice', id: 'n', from: 'wms', notice }, startAt).taken, 'yes');
  assert.deepEqual(
    Object.entries(finance.tables()).map(([name, rows]) => [name, rows().length]),
    [
      ['credits', 0],
      ['invoices', 0],
      ['customers', 2],
      ['not_invoiced', 0],
    ],
  );
});
