// How far an order has come, by the journal alone: whether it is held, what warehouses were asked for, its shipments and its end.
import type { Entry, LineRow } from './model.ts';

interface Line {
  readonly line: number;
  readonly quantity: number;
  readonly lot?: string;
  readonly short?: number;
}

/** What is told of one order. */
interface Story {
  /** Where the entries say that its case stands. */
  stands: string;
  /** release → line → what its warehouse is still to send, in the unit of the item */
  readonly releases: Map<string, Map<number, number>>;
  /** shipment, line and lot → what was not found for it */
  readonly missed: Map<string, number>;
  readonly shipments: Map<string, { readonly release: string; stage: string }>;
  readonly exceptions: Map<string, number>;
  end: 'cancelled' | 'expired' | null;
  isClosed: boolean;
}

export interface Stages {
  read(entry: Entry): void;
  /** What a list has to show of an order with these lines; null where the journal tells nothing of it. */
  statusOf(id: string, lines: readonly LineRow[], hasCase: boolean): string | null;
  /** Exceptions that are open, with how often each was raised. */
  exceptionsOf(id: string): ReadonlyMap<string, number>;
}

/** Each as far as a shipment comes. */
const steps = ['picked', 'packed', 'shipped', 'delivered'];
const nothing: ReadonlyMap<string, number> = new Map();

export function stagesOfJournal(): Stages {
  const stories = new Map<string, Story>();

  function storyOf(id: string): Story {
    const story = stories.get(id) ?? {
      stands: '',
      releases: new Map(),
      missed: new Map(),
      shipments: new Map(),
      exceptions: new Map(),
      end: null,
      isClosed: false,
    };
    stories.set(id, story);
    return story;
  }

  function read({ type, subject, data }: Entry): void {
    const kind = type.slice('crossdock.'.length, -'.v1'.length);
    if (kind === 'order.accepted') return void storyOf(subject);
    const story = stories.get(subject);
    if (story === undefined) return;
    const release = String(data['release']);
    story.stands = (data['case'] as { readonly to: string } | undefined)?.to ?? story.stands;
    switch (kind) {
      case 'release.requested':
        return void story.releases.set(release, new Map(linesOf(data).map(({ line, quantity }) => [line, quantity])));
      case 'release.refused':
      case 'release.cancelled':
        return void story.releases.delete(release);
      case 'shipment.picked':
        for (const line of linesOf(data)) miss(story, data, line);
        return step(story, String(data['shipment']), release, 'picked');
      case 'shipment.packed':
        return step(story, String(data['shipment']), release, 'packed');
      case 'shipment.shipped':
        for (const { line, quantity } of linesOf(data)) lessen(story, release, line, quantity);
        if (data['complete'] === true) story.releases.delete(release);
        return step(story, String(data['shipment']), release, 'shipped');
      case 'shipment.delivered':
        return step(story, String(data['shipment']), '', 'delivered');
      case 'order.shipped_by_stock_event':
        return step(story, String(data['shipment']), '', 'shipped');
      case 'exception.raised':
        return void story.exceptions.set(String(data['kind']), Number(data['times']));
      case 'exception.closed':
      case 'exception.settled':
        return void story.exceptions.delete(String(data['kind']));
      case 'order.cancelled':
      case 'order.expired':
        story.end = kind === 'order.cancelled' ? 'cancelled' : 'expired';
        return;
      case 'order.closed':
        story.isClosed = true;
        return;
    }
  }

  /** Told again, only what is missed beyond it counts. */
  function miss(story: Story, { release, shipment }: Entry['data'], told: Line): void {
    const key = `${String(shipment)} ${told.line} ${told.lot ?? ''}`;
    const before = story.missed.get(key) ?? 0;
    const short = told.short ?? 0;
    if (short <= before) return;
    story.missed.set(key, short);
    lessen(story, String(release), told.line, short - before);
  }

  /** A release of which nothing is left to send is over. */
  function lessen(story: Story, release: string, line: number, quantity: number): void {
    const lines = story.releases.get(release);
    if (lines === undefined) return;
    lines.set(line, Math.max(0, (lines.get(line) ?? 0) - quantity));
    if ([...lines.values()].every((left) => left < 1e-6)) story.releases.delete(release);
  }

  /** Told late, an earlier step takes nothing back. */
  function step(story: Story, id: string, release: string, stage: string): void {
    const known = story.shipments.get(id);
    if (known === undefined) story.shipments.set(id, { release, stage });
    else if (steps.indexOf(stage) > steps.indexOf(known.stage)) known.stage = stage;
  }

  return {
    read,
    exceptionsOf: (id) => stories.get(id)?.exceptions ?? nothing,
    statusOf: (id, lines, hasCase) => {
      const story = stories.get(id);
      if (story === undefined) return null;
      const sum = (of: (line: LineRow) => number): number => lines.reduce((all, line) => all + of(line), 0);
      const [gone, awaited] = [sum(({ issued }) => issued), sum(({ backordered }) => backordered)];
      const isOpen = sum(({ reserved }) => reserved) + awaited > 0;
      const byLines = gone > 0 ? (isOpen ? 'partly_shipped' : 'shipped') : awaited > 0 ? 'backordered' : 'promised';
      if (!hasCase) return gone > 0 ? byLines : (story.end ?? byLines);
      const shipments = [...story.shipments.values()];
      const left = gone > 0 ? shipments.filter(({ stage }) => stage === 'shipped' || stage === 'delivered') : [];
      if (left.length > 0) {
        if (story.isClosed) return 'closed';
        return !isOpen && left.every(({ stage }) => stage === 'delivered') ? 'delivered' : byLines;
      }
      if (!isOpen) return gone > 0 ? byLines : (story.end ?? byLines);
      if (/goods:(?:held|changeHeld)\b/.test(story.stands)) return 'held';
      const inHand = shipments.filter((shipment) => story.releases.has(shipment.release));
      if (inHand.some(({ stage }) => stage === 'packed')) return 'packed';
      if (inHand.length > 0) return 'picked';
      return story.releases.size > 0 ? 'released' : byLines;
    },
  };
}

function linesOf(data: Entry['data']): readonly Line[] {
  return data['lines'] as readonly Line[];
}
