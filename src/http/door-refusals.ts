// A system that refuses later what it had taken: a dead letter with its reason, for a person to correct and send again.
import type pg from 'pg';
import type { Verdict } from '#connections/inbound/door.ts';
import type { ContractTypes } from '#contracts/generated/contracts.ts';
import { refuseLater } from '#runtime/deliveries-again.ts';
import type { SaidBy } from './door-identifiers.ts';

export async function takeRefusal(
  pool: pg.Pool,
  by: SaidBy,
  { delivery, order, operation, code, reason }: ContractTypes['delivery-refused'],
): Promise<Verdict> {
  const taken = await refuseLater(pool, {
    connections: { code: by.code, system: by.system },
    delivery: delivery ?? null,
    order: order ?? null,
    operation: operation ?? null,
    code: code ?? null,
    reason,
    by: by.actor,
    message: by.message,
  });
  switch (taken.kind) {
    case 'made':
      return { kind: 'accepted', made: `delivery ${taken.delivery}` };
    case 'known':
      return { kind: 'duplicate', made: `delivery ${taken.delivery}` };
    case 'missing':
      return failed(
        'not_found',
        delivery === undefined
          ? `Nothing was delivered to ${by.system ?? by.code} for ${operation ?? ''} of ${order ?? ''}.`
          : `No delivery to ${by.system ?? by.code} is called ${delivery}, or it is older than deliveries are kept.`,
        'Correct the mapping: it names the delivery by its number, which was $about.sequence when it was sent, or by order and operation.',
      );
    case 'open':
      return failed(
        'delivery_open',
        `Delivery ${taken.delivery} is ${taken.state}: nothing of it was taken yet.`,
        'Look at the delivery; replay the message if it was delivered since.',
      );
  }
}

function failed(code: string, detail: string, fix: string): Extract<Verdict, { kind: 'failed' }> {
  return { kind: 'failed', stage: 'decide', code, pointer: '/deliveryRefused', detail, fix, intake: null };
}
