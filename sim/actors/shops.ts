// Channels: customers who order, change their minds, cancel, ask twice and sometimes ask for what does not exist.
import type { Command } from '#processes/message.ts';
import { kit, stocked } from '../network.ts';
import { dayMs, hourMs, minuteMs } from './stage.ts';
import type { Actor, Stage } from './stage.ts';

type OrderDocument = Extract<Command, { type: 'order.place' }>['document'];
type LineDocument = OrderDocument['lines'][number];

export function shops(stage: Stage): Actor {
  const { chance, profile } = stage;

  function quantityOf(code: string): number {
    const unit = stocked.find((goods) => goods.code === code)?.unit ?? 1;
    const most = Math.max(2, Math.ceil(profile.stock / 8));
    return unit === 1 ? chance.whole(1, most) : chance.whole(1, most * unit) / unit;
  }

  function line(number: number): LineDocument {
    const goods = chance.oneOf([...stocked, stocked[0], stocked[0], { ...kit }]);
    const price = chance.happens(0.05) ? '1.00' : goods.price;
    return {
      line: number,
      item: goods.code,
      quantity: quantityOf(goods.code),
      price: { amount: price, currency: 'EUR' },
    };
  }

  /** What no order can have: it is refused, and nothing comes of it. */
  function strange(): LineDocument[] {
    const [one, other] = [line(1), line(2)];
    return chance.oneOf<LineDocument[]>([
      [{ ...one, item: 'NOTHING' }],
      [one, { ...other, line: 1 }],
      [{ ...one, unit: 'barrel' }],
      [{ ...one, quantity: 0 }],
      [{ ...one, quantity: 'many' }],
      [one, { ...other, price: { amount: '1.00', currency: 'USD' } }],
    ]);
  }

  function place(): void {
    const number = stage.number();
    const channel = chance.oneOf(['web', 'web', 'marketplace', 'edi']);
    const lines = Array.from({ length: chance.oneOf([1, 1, 2, 3]) }, (_, index) => line(index + 1));
    const document: OrderDocument = {
      externalId: `${channel}-${number}`,
      channel,
      customer: stage.customer(),
      lines: stage.mishap(0.2) ? strange() : lines,
      allowBackorder: chance.happens(0.7),
      ...(chance.happens(0.15) && { site: stage.site() }),
      ...(chance.happens(0.2) && { requestedFor: stage.date(chance.whole(0, 6)) }),
      ...(chance.happens(0.15) && {
        expiresAt: new Date(stage.agenda.now + chance.whole(2, 72) * hourMs).toISOString(),
      }),
      ...(chance.happens(0.2) && { priority: chance.whole(1, 9) }),
    };
    const party = chance.happens(0.3) ? stage.id('pty') : null;
    let id = '';
    stage.ask(channel, {
      // Each attempt has a new id: the order is known by its name.
      command: () => ({ type: 'order.place', id: stage.id('ord'), document, party }),
      digest: JSON.stringify(document),
      key: chance.happens(0.8) ? `place ${number}` : null,
      heard: (answer) => {
        if (answer.status !== 'done') return;
        ({ id } = answer.result as { readonly id: string });
        goOn(id, channel, document);
      },
    });
    if (stage.mishap(0.2)) placeOtherwise(document, number);
  }

  /** The same name, or the same key, with another body. */
  function placeOtherwise(document: OrderDocument, number: number): void {
    stage.coverage.fault('message: key used again for something else');
    const other = { ...document, lines: [line(1)] };
    stage.after(0, hourMs, () =>
      stage.ask(document.channel, {
        command: () => ({ type: 'order.place', id: stage.id('ord'), document: other, party: null }),
        digest: `${JSON.stringify(other)} otherwise`,
        key: chance.happens(0.5) ? `place ${number}` : null,
      }),
    );
  }

  function goOn(id: string, channel: string, document: OrderDocument): void {
    if (stage.mishap(0.7)) {
      stage.after(minuteMs, 2 * dayMs, () => {
        const command: Command = { type: 'order.cancel', id, reason: chance.happens(0.5) ? 'not wanted' : null };
        stage.ask(channel, { command, key: `cancel ${id} ${stage.number()}` });
        if (chance.happens(0.3)) stage.ask(channel, { command, key: null });
      });
    }
    if (stage.mishap(0.7)) stage.after(minuteMs, dayMs, () => change(id, channel, document));
    if (stage.mishap(0.1))
      stage.after(dayMs, 2 * dayMs, () => stage.ask('privacy', { command: { type: 'party.erase', id }, key: null }));
  }

  function change(id: string, channel: string, document: OrderDocument): void {
    const lines = document.lines.map(({ line: number, item }) => ({ line: number, item, quantity: quantityOf(item) }));
    stage.ask(channel, {
      command: {
        type: 'order.change',
        id,
        change: {
          ...(chance.happens(0.8) && { lines }),
          ...(chance.happens(0.3) && { requestedFor: stage.date(chance.whole(1, 8)) }),
          ...(chance.happens(0.3) && { allowBackorder: true }),
        },
      },
      key: `change ${id} ${stage.number()}`,
    });
  }

  return {
    name: 'shop',
    begin: () => {
      const beginsAt = stage.agenda.now;
      for (let number = 0; number < profile.orders; number += 1)
        stage.agenda.at(chance.whole(beginsAt, stage.lastOrderAt), place);
    },
    // What it is told changes nothing in what it does.
    hear: () => undefined,
  };
}
