// What happened in a run, and how often. What never happened is listed too: a simulator that finds nothing because it does nothing
// is found out here.
import { commandTypes, entryTypes, eventOf, expectedEvents, faultNames, refusalCodes } from './universe.ts';
import type { FaultName } from './universe.ts';

const groups = ['commands', 'entries', 'events in states', 'refusals', 'faults'] as const;
export type Group = (typeof groups)[number];
type Counts = Map<string, number>;

export class Coverage {
  readonly counts: Readonly<Record<Group, Counts>> = {
    commands: none(commandTypes),
    entries: none(entryTypes),
    'events in states': none(expectedEvents),
    refusals: none(refusalCodes),
    faults: none(faultNames),
  };

  command(name: string): void {
    count(this.counts.commands, name);
  }

  refusal(code: string): void {
    count(this.counts.refusals, code);
  }

  fault(name: FaultName): void {
    count(this.counts.faults, name);
  }

  entry(type: string, data: Readonly<Record<string, unknown>>): void {
    const kind = type.slice('crossdock.'.length, -'.v1'.length);
    count(this.counts.entries, kind);
    const told = data['case'] as { readonly from?: string } | undefined;
    if (told?.from === undefined) return;
    const event = eventOf(kind, data);
    const known = this.counts['events in states'];
    for (const region of told.from.split(' ')) {
      const key = `${region} ← ${event}`;
      const times = known.get(key);
      // An event that no state of the region expects is a deviation, or another region's.
      if (times !== undefined) known.set(key, times + 1);
    }
  }

  add(other: Coverage): void {
    for (const group of groups)
      for (const [name, times] of other.counts[group])
        this.counts[group].set(name, (this.counts[group].get(name) ?? 0) + times);
  }

  never(group: Group): string[] {
    return [...this.counts[group]].filter(([, times]) => times === 0).map(([name]) => name);
  }

  groups(): readonly Group[] {
    return groups;
  }
}

function none(names: readonly string[]): Counts {
  return new Map(names.map((name) => [name, 0]));
}

function count(counts: Counts, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
