// Requests that are refused at first, and done after all when somebody has looked at them, by the next day.
import type { Tools } from './tools.ts';
import type { Fault } from './faults.ts';
import { hourMs } from './time.ts';

/** A fault of this kind: what is refused, and the reason that is usually given. */
export function refusesAtFirst(what: string, reason: string): Fault {
  return {
    description: `Refuses a share of the ${what} at first. Somebody looks at each within a day, and it is done after all.`,
    parameters: {
      rate: { description: `Share of the ${what}.`, default: 0.3, min: 0, max: 1 },
      reason: { description: 'What it gives as the reason.', default: reason },
    },
  };
}

/** Whether `fault` refuses the document; one that was refused before has been looked at, or was asked for again. */
export function refusalAtFirst<Timer>(
  tools: Tools<Timer>,
  fault: string,
  { id, reason }: { readonly id: string; readonly reason: string | null },
): string | null {
  return reason === null && tools.chance(`${fault} ${id}`) < tools.setting(fault, 'rate')
    ? tools.word(fault, 'reason')
    : null;
}

export function secondLookAt<Timer>(tools: Tools<Timer>, id: string): number {
  return tools.now + tools.whole(`second look ${id}`, 6, 24) * hourMs;
}
