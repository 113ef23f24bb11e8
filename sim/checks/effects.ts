// No effect twice: each system is asked once for each thing, nobody is asked for what was given back, what is sent is sent once to
// each who subscribed, and a reservation is settled once.
import type { Check, Entry, Say } from './model.ts';

interface Moving {
  readonly line: number;
  readonly quantity: number;
}

export function noEffectTwice(say: Say, subscribers: (type: string) => readonly string[]): Check {
  /** What was asked for → how often somebody had had it tried again by then: each time grants one more request. */
  const asked = new Map<string, number>();
  const retries = new Map<string, number>();
  /** Of a transfer, per line: what was asked for and not called off. */
  const transferred = new Map<string, number>();
  const counted = new Map<string, string>();
  const posted = new Set<string>();
  const givenBack = new Set<unknown>();
  const settled = new Map<string, string>();
  const applied = new Map<string, string>();

  function read({ type, subject, data }: Entry): void {
    const kind = type.replace(/^crossdock\./, '').replace(/\.v1$/, '');
    const shipment = `${String(data['order'])} ${String(data['shipment'])}`;
    const key = [kind, data['order'], data['release'], data['shipment'], data['request']].join(' ');
    const isFirst = !asked.has(key);
    const retried = retries.get(`${kind} ${String(data['order'])}`) ?? 0;
    const isGranted = isFirst || retried > (asked.get(key) ?? 0);
    switch (kind) {
      case 'order.books_retried':
        for (const request of ['issue.requested', 'invoice.requested']) grant(request, data['order']);
        return;
      case 'order.transport_retried':
        grant('transport.requested', data['order']);
        return;
      case 'promise.changed':
        // That it was chosen is good for one transfer, or one faster transport of each shipment.
        if (data['option'] === 'transfer') grant('transfer.requested', subject);
        if (data['option'] === 'expedite') grant('transport.requested', subject);
        return;
      case 'transport.requested':
        count(`${key}`, subject);
        return;
      case 'transfer.requested':
        count(`${kind} ${subject}`, subject);
        for (const { line, quantity } of data['lines'] as readonly Moving[]) move(data, line, quantity);
        return;
      case 'transfer.cancel_requested':
        for (const { line, quantity } of data['lines'] as readonly Moving[])
          if (move(data, line, -quantity) < -1e-9) say(`${key}: more of line ${line} is called off than was asked for`);
        return;
      case 'release.cancelled':
      case 'release.refused':
        givenBack.add(data['release']);
        return;
      case 'release.cancel_refused':
        // It goes on, and may be asked back again for another reason.
        asked.delete(['release.cancel_requested', data['order'], data['release'], undefined, undefined].join(' '));
        return;
      case 'release.reminded':
        if (givenBack.has(data['release'])) say(`${key} after it was given back`);
        return;
      case 'issue.posted':
        posted.add(shipment);
        return;
      case 'release.requested':
      case 'credit.requested':
        if (!isFirst) say(`${key} is asked twice`);
        break;
      case 'release.cancel_requested':
        if (!isFirst) say(`${key} is asked twice`);
        if (givenBack.has(data['release'])) say(`${key} after it was given back`);
        break;
      case 'issue.requested':
        if (!isGranted) say(`${key} is asked twice`);
        break;
      case 'invoice.requested':
        if (!isGranted) say(`${key} is asked twice`);
        if (!posted.has(shipment)) say(`${key} before the ERP posted the issue`);
        break;
      case 'reservation.made':
      case 'reservation.posted':
      case 'reservation.voided':
      case 'reservation.expired': {
        const before = settled.get(subject);
        if (kind === 'reservation.made' ? before !== undefined : before !== 'reservation.made')
          say(`${subject}: ${kind} after ${before ?? 'nothing'}`);
        settled.set(subject, kind);
        return;
      }
      default:
        return;
    }
    asked.set(key, retried);
  }

  function grant(request: string, order: unknown): void {
    const key = `${request} ${String(order)}`;
    retries.set(key, (retries.get(key) ?? 0) + 1);
  }

  function move({ order, from, to }: Entry['data'], line: number, quantity: number): number {
    const key = [order, from, to, line].join(' ');
    const sum = (transferred.get(key) ?? 0) + quantity;
    transferred.set(key, sum);
    return sum;
  }

  /** What is chosen is told after what follows from it: whether it was granted is seen when the turn is over. */
  function count(key: string, order: string): void {
    asked.set(key, (asked.get(key) ?? 0) + 1);
    counted.set(key, order);
  }

  function checkCounted(): void {
    for (const [key, order] of counted) {
      const [kind = ''] = key.split(' ');
      const times = asked.get(key) ?? 0;
      const granted = (retries.get(`${kind} ${order}`) ?? 0) + (kind === 'transfer.requested' ? 0 : 1);
      if (times > granted) say(`${key} is asked for the ${times}. time, and granted ${granted} times`);
    }
    counted.clear();
  }

  return {
    name: 'no effect twice',
    turn: ({ deliveries, position }, entries) => {
      const wanted = new Map<string, number>();
      for (const [index, entry] of entries.entries()) {
        read(entry);
        for (const connection of subscribers(entry.type)) wanted.set(`${index} ${connection}`, 1);
        const { eventSource, eventId } = entry.data;
        if (typeof eventId !== 'string' || !/\.(stock|supply)\./.test(entry.type)) continue;
        const event = `${String(eventSource)} ${eventId}`;
        if (applied.has(event)) say(`event ${event} is applied twice: ${applied.get(event)} and ${entry.type}`);
        applied.set(event, entry.type);
      }
      checkCounted();
      for (const { entry, connection } of deliveries) {
        const key = `${entry} ${connection}`;
        wanted.set(key, (wanted.get(key) ?? 0) - 1);
      }
      for (const [key, left] of wanted)
        if (left !== 0) say(`entry ${key} of turn ${position} is ${left > 0 ? 'not sent' : 'sent more than once'}`);
    },
  };
}
