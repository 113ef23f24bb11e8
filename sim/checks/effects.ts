// No effect twice: each system is asked once for each thing, nobody is asked for what was given back, what is sent is sent once to
// each who subscribed, and a reservation is settled once.
import type { Check, Entry, Say } from './model.ts';

export function noEffectTwice(say: Say, subscribers: (type: string) => readonly string[]): Check {
  const asked = new Set<string>();
  const retried = new Set<unknown>();
  const posted = new Set<string>();
  const givenBack = new Set<unknown>();
  const settled = new Map<string, string>();
  const applied = new Map<string, string>();

  function read({ type, subject, data }: Entry): void {
    const kind = type.replace(/^crossdock\./, '').replace(/\.v1$/, '');
    const shipment = `${String(data['order'])} ${String(data['shipment'])}`;
    const key = [kind, data['order'], data['release'], data['shipment'], data['request']].join(' ');
    const isFirst = !asked.has(key);
    switch (kind) {
      case 'order.books_retried':
        retried.add(data['order']);
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
        if (!isFirst && !retried.has(data['order'])) say(`${key} is asked twice`);
        break;
      case 'invoice.requested':
        if (!isFirst && !retried.has(data['order'])) say(`${key} is asked twice`);
        if (!posted.has(shipment)) say(`${key} before the ERP posted the issue`);
        break;
      case 'transport.requested':
        if (!isFirst && data['expedite'] !== true) say(`${key} is asked twice`);
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
    asked.add(key);
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
      for (const { entry, connection } of deliveries) {
        const key = `${entry} ${connection}`;
        wanted.set(key, (wanted.get(key) ?? 0) - 1);
      }
      for (const [key, left] of wanted)
        if (left !== 0) say(`entry ${key} of turn ${position} is ${left > 0 ? 'not sent' : 'sent more than once'}`);
    },
  };
}
