import { Command, InvalidArgumentError } from 'commander';
import { usualPace } from '#demo/systems.ts';
import { progress } from './output.ts';
import { readSettings } from './settings.ts';
import { listenForStop } from './stop-signal.ts';

const roleNames = ['api', 'worker'] as const;
const paceMin = 0.02;
const paceMax = 1_440;
export type Role = (typeof roleNames)[number];

export interface StartOptions {
  roles: readonly Role[];
  /** Load the demo network if the store is empty, and run its systems. */
  demo: boolean;
  /** Minutes that pass for the systems of the demo in a second. */
  demoPace: number;
}

/** What the composition root gives back: something that runs until it is stopped or fails. */
export interface RunningNode {
  /** Resolves with the reason when the node cannot go on. */
  failed: Promise<Error>;
  stop: () => Promise<void>;
}

export const startCommand: Command = new Command('start')
  .description('run Crossdock until it is stopped by Ctrl-C or SIGTERM')
  .option('--role <roles>', `what this node does: ${roleNames.join(', ')}, separated by commas`, parseRoles, [
    ...roleNames,
  ])
  .option('--demo', 'load the demo network if the store is empty, and run its systems, unless CROSSDOCK_DEMO=0', false)
  .option(
    '--demo-pace <minutes>',
    'how many minutes pass for the systems of the demo in a second',
    parsePace,
    usualPace,
  )
  .addHelpText(
    'after',
    `
Settings come from the environment: PORT, HOST, DATABASE_URL, CROSSDOCK_HOME, CROSSDOCK_ADMIN_KEY, CROSSDOCK_DEMO,
CROSSDOCK_NETWORK, CROSSDOCK_SECRET_KEY, CROSSDOCK_ALLOW_PRIVATE_TARGETS, OTEL_EXPORTER_OTLP_ENDPOINT,
OTEL_TRACES_SAMPLER_ARG. "crossdock doctor" shows and checks them.

Examples:
  $ crossdock start
  $ PORT=9000 crossdock start --role api
  $ DATABASE_URL=postgresql://crossdock:secret@db:5432/crossdock crossdock start`,
  )
  .action(async (options: { role: Role[]; demo: boolean; demoPace: number }) => {
    const settings = readSettings(process.env);
    using stopSignal = listenForStop();
    // Loaded here, so that other commands need not load the whole program.
    const { start } = await import('../main.ts');
    const { role: roles, demo, demoPace } = options;
    const node: RunningNode = await start(settings, { roles, demo: demo && settings.demo, demoPace });
    const end = await Promise.race([stopSignal.received, node.failed]);
    if (typeof end === 'string') progress('stopping …');
    await node.stop();
    if (typeof end !== 'string') throw end;
  });

function parseRoles(text: string): Role[] {
  const wanted = new Set(text.split(',').map((part) => part.trim()));
  const roles = roleNames.filter((role) => wanted.delete(role));
  if (wanted.size > 0 || roles.length === 0) {
    throw new InvalidArgumentError(`Choose from ${roleNames.join(', ')}, separated by commas.`);
  }
  return roles;
}

function parsePace(text: string): number {
  const pace = Number(text);
  if (pace >= paceMin && pace <= paceMax) return pace;
  throw new InvalidArgumentError(`Give a number from ${paceMin} (as the clock goes, nearly) to ${paceMax} (a day).`);
}
