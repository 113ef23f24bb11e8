// Drives the world through virtual time: each message goes where it is addressed at the moment it leaves, and what stands between
// the systems (the integration of a column) takes what is meant for it.
import type { Input, Output, SystemName } from '../counterparties/system/message.ts';
import type { System } from '../counterparties/system/system.ts';
import { dayMs, hourMs } from '../counterparties/system/time.ts';
import { channels, startAt } from './parameters.ts';
import type { Observer } from './observer.ts';
import type { Participant, World } from './world.ts';

export type Send = (to: Participant, input: Input) => void;

/** What connects the systems: the old way, or Crossdock. */
export interface Integration {
  /** Before the first order. */
  open: () => Promise<void>;
  nextAt: () => number | null;
  due: (now: number) => Promise<void>;
  take: (output: Output & { readonly to: 'crossdock' }, from: Participant, now: number) => Promise<void>;
}

export interface Until {
  /** When the shops take no more orders. */
  readonly lastOrderAt: number;
  readonly endAt: number;
  readonly onDay?: () => void;
}

interface Queued {
  readonly output: Output;
  readonly from: Participant;
}

export async function play(
  world: World,
  observer: Observer,
  integrate: (send: Send) => Integration,
  until: Until,
): Promise<void> {
  const systems: ByParticipant<System> = { ...world.shops, ...world };
  const queue: Queued[] = [];
  let now = startAt;
  let hour = startAt + hourMs;
  let isOpen = true;
  const send: Send = (to, input) => {
    const seen = observer.before(to, input);
    const handled = systems[to].handle(input, now);
    if (handled.taken === 'unreadable')
      throw new Error(`bug: ${to} cannot read ${JSON.stringify(input)}: ${handled.reason}`);
    observer.after(seen, now);
    for (const output of handled.outputs) queue.push({ output, from: to });
  };
  const integration = integrate(send);
  await integration.open();
  for (;;) {
    const times = participants.map((name) => systems[name].nextAt()).concat(integration.nextAt(), hour);
    now = Math.min(...times.filter((at) => at !== null));
    if (now > until.endAt) return;
    if (isOpen && now >= until.lastOrderAt) {
      isOpen = false;
      for (const channel of channels) send(channel, { kind: 'fault', fault: 'paused', on: true, parameters: {} });
    }
    for (const name of participants)
      if ((systems[name].nextAt() ?? Infinity) <= now)
        for (const output of systems[name].due(now)) queue.push({ output, from: name });
    await drain();
    if ((integration.nextAt() ?? Infinity) <= now) {
      await integration.due(now);
      await drain();
    }
    if (now >= hour) {
      observer.close();
      if ((hour - startAt) % dayMs === 0) until.onDay?.();
      hour += hourMs;
    }
  }

  async function drain(): Promise<void> {
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
      const { output, from } = entry;
      observer.heard(output, from, now);
      if (output.to === 'crossdock') await integration.take(output, from, now);
      else send(addressee(output.to), { kind: 'notice', id: output.id, from: nameOf(from), notice: output.body });
    }
  }
}

type ByParticipant<Value> = { readonly [Name in Participant]: Value };

const participants: readonly Participant[] = [...channels, 'erp', 'wms', 'carrier', 'finance'];

function nameOf(from: Participant): SystemName {
  return from === 'web' || from === 'edi' ? 'shop' : from;
}

function addressee(name: SystemName): Participant {
  if (name === 'shop') throw new Error('bug: shops take no notices');
  return name;
}
