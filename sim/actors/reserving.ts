// Callers who reserve stock without an order: two phases, sometimes never finished, sometimes twice.
import type { Command } from '#processes/message.ts';
import { kit, stocked } from '../network.ts';
import { dayMs, hourMs } from './stage.ts';
import type { Actor, Stage } from './stage.ts';

export function reserving(stage: Stage): Actor {
  const { chance, profile } = stage;

  function make(): void {
    const id = stage.id('res');
    const item = chance.oneOf([...stocked, { ...kit, unit: 1 }]);
    const quantity = chance.whole(1, 4);
    const document = {
      item: item.code,
      quantity,
      ...(chance.happens(0.3) && { site: stage.site() }),
      ...(chance.happens(0.2) && { requestedFor: stage.date(chance.whole(0, 5)) }),
      ...(chance.happens(0.6) && { expiresInSeconds: chance.whole(600, 200_000) }),
    };
    stage.ask('broker', {
      command: { type: 'reservation.make', id, document },
      key: chance.happens(0.7) ? `make ${id}` : null,
      heard: ({ status }) => {
        if (status === 'done') stage.after(0, 2 * dayMs, () => settle(id, quantity));
      },
    });
  }

  function settle(id: string, quantity: number): void {
    const ask = (command: Command): void =>
      stage.ask('broker', { command, key: chance.happens(0.5) ? `${command.type} ${id} ${stage.number()}` : null });
    const void_: Command = { type: 'reservation.void', id, reason: null };
    const post: Command = {
      type: 'reservation.post',
      id,
      quantity: chance.happens(0.5) ? null : chance.whole(1, quantity + 1),
    };
    const what = chance.next();
    if (what < 0.45) ask(post);
    else if (what < 0.75) ask(void_);
    if (stage.mishap()) stage.after(0, hourMs, () => ask(chance.happens(0.5) ? post : void_));
    if (stage.mishap(0.3)) ask({ type: 'reservation.make', id, document: { item: 'BULB', quantity: 9 } });
    if (stage.mishap(0.3)) ask({ ...void_, id: 'res_unknown' });
  }

  return {
    name: 'broker',
    begin: () => {
      const beginsAt = stage.agenda.now;
      const count = Math.ceil(profile.orders / 3);
      for (let number = 0; number < count; number += 1)
        stage.agenda.at(chance.whole(beginsAt, stage.lastOrderAt), make);
    },
    hear: () => undefined,
  };
}
