// People: they release and refuse holds, choose how a promise is recovered, have books tried again, deal with exceptions, correct
// events that could not be applied, and change master data now and then.
import type { Entry } from '#processes/entry.ts';
import type { Command } from '#processes/message.ts';
import { itemPut, policyPut } from '../network.ts';
import { dayMs, hourMs, minuteMs } from './stage.ts';
import type { Actor, Stage } from './stage.ts';

type Act = Extract<Command, { type: 'order.act' }>;

export function desk(stage: Stage): Actor {
  const { chance } = stage;
  let versions = 0;

  function act(id: string, what: Pick<Act, 'act'> & Partial<Act>): void {
    const command: Act = {
      type: 'order.act',
      id,
      hold: null,
      option: null,
      reason: null,
      decidesFor: ['desk', 'finance'],
      ...what,
    };
    stage.ask('desk', { command, key: chance.happens(0.7) ? `act ${stage.number()}` : null });
  }

  function onHeld({ subject, data }: Entry): void {
    const holds = (data['holds'] ?? []) as readonly { hold: NonNullable<Act['hold']>; ask: string }[];
    for (const { hold, ask } of holds) {
      if (ask !== 'desk' && !stage.isQuiet() && chance.happens(0.7)) continue;
      stage.after(minuteMs, stage.mishap(0.5) ? 2 * dayMs : 4 * hourMs, () =>
        act(subject, { act: chance.happens(0.75) ? 'release_hold' : 'refuse_hold', hold }),
      );
    }
  }

  function onRisk({ subject, data }: Entry): void {
    const alternatives = (data['alternatives'] ?? []) as readonly { option: NonNullable<Act['option']> }[];
    const chosen = alternatives[chance.whole(0, Math.max(0, alternatives.length - 1))];
    if (chosen === undefined || (!stage.isQuiet() && chance.happens(0.3))) return;
    stage.after(minuteMs, 12 * hourMs, () => act(subject, { act: 'recover', option: chosen.option }));
  }

  function onException({ subject, data }: Entry): void {
    const kind = String(data['kind']);
    stage.after(10 * minuteMs, stage.isQuiet() ? hourMs : dayMs, () => {
      if (/issue|invoice|erp|posted|invoiced/.test(kind)) return act(subject, { act: 'retry_books' });
      if (kind === 'hold_overdue') return act(subject, { act: 'release_hold', hold: 'credit' });
      if (kind === 'delivery_overdue') return;
      if (stage.isQuiet() && /warehouse_silent|overdue|no_date|refused_everywhere/.test(kind))
        return stage.ask('desk', { command: { type: 'order.cancel', id: subject, reason: kind }, key: null });
      if (chance.happens(0.4))
        stage.ask('desk', { command: { type: 'exception.close', id: subject, kind, reason: 'seen to' }, key: null });
    });
  }

  /** What could not be applied is corrected: it was a lamp. Of a report about an order nobody knows what it should have been. */
  function onKept({ subject, data, causationId }: Entry): void {
    if (data['eventType'] !== 'crossdock.stock.received.v1' || chance.happens(0.3)) return;
    const event = { source: String(data['source']), id: String(data['event']), type: String(data['eventType']) };
    const corrected = { item: 'LAMP', site: 'HAM', quantity: 1 };
    stage.after(hourMs, dayMs, () =>
      stage.report(
        event.source,
        { type: 'stock.event', kind: 'received', event, data: corrected },
        { intake: subject, held: causationId },
      ),
    );
  }

  function masterData(): void {
    const command = chance.oneOf<() => Command>([
      () => policyPut(chance.whole(0, 99), (versions += 1)),
      () => itemPut('BULB', { attributes: { colour: chance.oneOf(['white', 'warm']) } }),
      () =>
        itemPut('SET', {
          components: [
            { item: 'LAMP', quantity: 1 },
            { item: 'BULB', quantity: chance.whole(1, 3) },
          ],
        }),
      () => itemPut('TEA', { lots: true, active: chance.happens(0.7) }),
      () => ({
        type: 'site.put',
        site: {
          code: 'GDN',
          name: 'Gdansk',
          company: 'EAST',
          zone: 'Europe/Warsaw',
          rank: 3,
          active: chance.happens(0.7),
        },
      }),
      () => ({
        type: 'partner.put',
        party: null,
        partner: { code: 'C', name: 'C', roles: ['customer'], attributes: { class: chance.oneOf(['A', 'C']) } },
      }),
    ])();
    stage.ask('admin', { command, key: null });
  }

  function again(): void {
    stage.after(6 * hourMs, 2 * dayMs, () => {
      if (stage.isQuiet()) return;
      masterData();
      again();
    });
  }

  return {
    name: 'desk',
    begin: again,
    hear: (entry) => {
      switch (entry.type) {
        case 'crossdock.order.held.v1':
          return onHeld(entry);
        case 'crossdock.promise.at_risk.v1':
          return onRisk(entry);
        case 'crossdock.exception.raised.v1':
          return onException(entry);
        case 'crossdock.event.held.v1':
          return onKept(entry);
        default:
          return;
      }
    },
  };
}
