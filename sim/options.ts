// What `npm run sim` can be asked for.
import { parseArgs } from 'node:util';

export const help = `npm run sim -- [options]

Worlds of channels, warehouses, ERP, carriers, finance and people around the real decisions and turns of Crossdock, on an
in-memory store and virtual time. Everything comes of a seed; checks watch every turn.

  --seed N       the first seed; with nothing else said, that one world alone (default: a new one, printed)
  --seeds N      so many worlds, of seed N and those after it (default 50, where no seed is given)
  --hours H      as many worlds as fit into so many hours; every 50th is a long one
  --minutes M    the same in minutes
  --steps N      stop after so many messages
  --nodes N      so many nodes in every world, whatever its seed says
  --long         long worlds: twelve times as many orders
  --until N      leave a world after its turn N
  --verbose      tell every turn: who said what, what was answered, what was written
  --scarce N     instead: N attempts to reserve a few scarce units
  --no-shrink    do not make a failure short
  --json         the result for programs
  --help         this text

A failure is told with its seed, its turn, the evidence, a short story that fails in the same way, and the command that plays it
again. Exit code: 0 nothing was found, 1 a check failed, 2 the options are wrong.
`;

export interface SimOptions {
  readonly seed: number;
  /** Infinity: until the time is over. */
  readonly worlds: number;
  readonly endsAfterMs: number;
  readonly messagesMax: number;
  readonly nodes: number | undefined;
  readonly isLong: boolean;
  readonly until: number | undefined;
  readonly isVerbose: boolean;
  readonly scarce: number | undefined;
  readonly shrinks: boolean;
  readonly isJson: boolean;
}

/** A text says what is wrong; null asks for help. */
export function readOptions(args: readonly string[], newSeed: () => number): SimOptions | string | null {
  const number = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        ...{ seed: number, seeds: number, hours: number, minutes: number, steps: number, nodes: number, until: number },
        ...{ scarce: number, long: flag, verbose: flag, json: flag, help: flag, 'no-shrink': flag },
      },
    }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (values.help) return null;
  const wholes = ['seed', 'seeds', 'steps', 'nodes', 'until', 'scarce'] as const;
  for (const name of wholes)
    if (values[name] !== undefined && !/^[1-9]\d{0,11}$/.test(values[name]))
      return `--${name} takes a whole number above 0`;
  for (const name of ['hours', 'minutes'] as const)
    if (values[name] !== undefined && !(Number(values[name]) > 0)) return `--${name} takes a number above 0`;
  const whole = (name: (typeof wholes)[number]): number | undefined =>
    values[name] === undefined ? undefined : Number(values[name]);
  if ((whole('nodes') ?? 1) > 16) return '--nodes takes at most 16';
  const minutes = Number(values.minutes ?? 0) + 60 * Number(values.hours ?? 0);
  return {
    seed: whole('seed') ?? newSeed(),
    worlds:
      whole('seeds') ?? (minutes > 0 || values.steps !== undefined ? Infinity : values.seed === undefined ? 50 : 1),
    endsAfterMs: minutes > 0 ? minutes * 60_000 : Infinity,
    messagesMax: whole('steps') ?? Infinity,
    nodes: whole('nodes'),
    isLong: values.long,
    until: whole('until'),
    isVerbose: values.verbose,
    scarce: whole('scarce'),
    shrinks: !values['no-shrink'],
    isJson: values.json,
  };
}
