// The carriers' status jobs. Each runs again and again; what it found is published when it ends, dated by its start.
import type { Ledger } from './ledger.ts';
import { eventsOf, milestoneOf, type Milestone } from './milestones.ts';
import { carriers } from './words.ts';

export interface StatusJobs {
  /** Ends the jobs that are over by now, starts the next ones, and says what became known. */
  readonly run: (now: number) => Milestone[];
}

export function createStatusJobs(ledger: Ledger, options: { seed: number; stepMs: number }): StatusJobs {
  const startedAt = new Map<string, number>();

  const publish = (carrierCode: string, recordedMs: number, now: number): Milestone[] => {
    const found: Milestone[] = [];
    for (const booking of ledger.bookings.values()) {
      if (booking.carrierCode !== carrierCode) continue;
      for (const event of eventsOf(booking, options).slice(ledger.known(booking.number))) {
        if (event.at > now) break;
        const milestone = milestoneOf(booking, event, { id: ledger.milestones.length + 1, recordedMs });
        ledger.write({ kind: 'milestone', milestone });
        found.push(milestone);
      }
    }
    return found;
  };

  return {
    run(now) {
      return carriers.flatMap(({ code, jobSteps }) => {
        const start = startedAt.get(code);
        if (start === undefined) startedAt.set(code, now);
        if (start === undefined || now < start + jobSteps * options.stepMs) return [];
        startedAt.set(code, now);
        return publish(code, start, now);
      });
    },
  };
}
