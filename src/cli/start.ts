import { Command, InvalidArgumentError } from 'commander';
import { progress } from './output.ts';
import { readSettings } from './settings.ts';
import { listenForStop } from './stop-signal.ts';

const roleNames = ['api', 'worker'] as const;
export type Role = (typeof roleNames)[number];

export interface StartOptions {
  roles: readonly Role[];
  /** Load the demo network if the store is empty. */
  demo: boolean;
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
  .option('--demo', 'load the demo network if the store is empty, unless CROSSDOCK_DEMO=0', false)
  .addHelpText(
    'after',
    `
Settings come from the environment: PORT, HOST, DATABASE_URL, CROSSDOCK_HOME, CROSSDOCK_ADMIN_KEY, CROSSDOCK_DEMO,
CROSSDOCK_NETWORK, CROSSDOCK_SECRET_KEY, CROSSDOCK_ALLOW_PRIVATE_TARGETS. "crossdock doctor" shows and checks them.

Examples:
  $ crossdock start
  $ PORT=9000 crossdock start --role api
  $ DATABASE_URL=postgresql://crossdock:secret@db:5432/crossdock crossdock start`,
  )
  .action(async (options: { role: Role[]; demo: boolean }) => {
    const settings = readSettings(process.env);
    using stopSignal = listenForStop();
    // Loaded here, so that other commands need not load the whole program.
    const { start } = await import('../main.ts');
    const node: RunningNode = await start(settings, { roles: options.role, demo: options.demo && settings.demo });
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
