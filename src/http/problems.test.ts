import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault, faults } from '#kernel/fault.ts';
import type { FaultCode } from '#kernel/fault.ts';
import { reject } from '#kernel/rejection.ts';
import { rejections } from '#kernel/rejections.ts';
import type { RejectionCode } from '#kernel/rejections.ts';
import { httpProblems } from './problem-codes.ts';
import { faultOfRead, faultProblem, problem, rejectionProblem, statusOfRejection } from './problems.ts';

const codes = [...Object.keys(httpProblems), ...Object.keys(rejections), ...Object.keys(faults)];

test('a code means one thing', () => {
  assert.equal(new Set(codes).size, codes.length);
  for (const code of codes) assert.match(code, /^[a-z]+(_[a-z]+)*$/);
});

test('every problem says in sentences what happened and what to do', () => {
  for (const { title, fix } of [
    ...Object.values(httpProblems),
    ...Object.values(rejections),
    ...Object.values(faults),
  ]) {
    assert.match(title, /^[A-Z].*[^.]$/);
    assert.match(fix, /^[A-Z].*\.$/);
  }
});

test('each kind of refusal has its status', () => {
  const statuses: readonly [RejectionCode, number][] = [
    ['item_unknown', 422],
    ['order_unknown', 404],
    ['insufficient_stock', 409],
    ['document_changed', 412],
    ['site_outside_scope', 403],
    ['idempotency_key_reused', 422],
  ];
  for (const [code, status] of statuses) assert.equal(statusOfRejection(code), status, code);
});

test('a refusal keeps its pointer and facts', () => {
  const refused = reject('insufficient_stock', 'Too little.', {
    pointer: '/lines/0/quantity',
    facts: { available: 2 },
  });
  const { errors, facts, detail, fix } = rejectionProblem(refused);
  assert.deepEqual([errors, facts], [[{ pointer: '/lines/0/quantity', detail, fix }], { available: 2 }]);
  const bare = rejectionProblem(reject('no_site', 'None.'));
  assert.ok(!('errors' in bare) && !('facts' in bare));
});

test('a fault is 503 and worth trying again', () => {
  for (const code of Object.keys(faults) as FaultCode[]) {
    const { status, retryable } = faultProblem(new Fault(code, 'Now.'));
    assert.deepEqual([status, retryable], [503, true], code);
  }
  assert.equal(problem('key_missing', 'None.').retryable, false);
  assert.equal(problem('streams_exhausted', 'Full.').retryable, true);
});

test('a read that the database could not answer is a fault, a wrong statement a defect', () => {
  const failed = (code: string): Error => Object.assign(new Error(code), { code });
  for (const code of ['ECONNREFUSED', '57P01', '40001', '53300'])
    assert.equal(faultOfRead(failed(code))?.code, 'store_unavailable', code);
  for (const code of ['42703', '22P02']) assert.equal(faultOfRead(failed(code)), undefined, code);
  assert.equal(faultOfRead(new TypeError('x is not a function')), undefined);
  const fault = new Fault('queue_full', 'Full.');
  assert.equal(faultOfRead(fault), fault);
});
