// Dead letters of a running node by their cause, and what is done about many at once.
import { Command, Option } from 'commander';
import type { Preview } from '#connections/outbound/preview.ts';
import { progressBar } from './backup.ts';
import { keyOption, nodeOf, request, urlOption } from './client.ts';
import type { NodeAddress, NodeOptions } from './client.ts';
import { previewLines } from './delivery-text.ts';
import { misused } from './misuse.ts';
import { printJson, printLine, printTable } from './output.ts';
import { readSettings } from './settings.ts';

interface Group {
  readonly connection: string;
  readonly operation: string | null;
  readonly type: string;
  readonly code: string | null;
  readonly cause: string | null;
  readonly count: number;
  readonly isMore: boolean;
  readonly lanes: number;
  readonly oldestAt: string;
  readonly example: number;
  readonly error: { readonly detail?: string } | null;
}

interface Which extends NodeOptions {
  readonly json: boolean;
  readonly connection?: string;
  readonly operation?: string;
  readonly type?: string;
  readonly code?: string;
  readonly cause?: string;
  readonly all: boolean;
}

interface Worked {
  readonly attempted: number;
  readonly done: number;
  readonly skipped: readonly {
    readonly reason: string;
    readonly detail: string;
    readonly count: number;
    readonly deliveries: readonly number[];
  }[];
  readonly next: object | null;
}

const list = new Command('list')
  .description('dead deliveries by their cause, the largest group first')
  .action(async (options: Which) => {
    const query = options.connection === undefined ? '' : `?connection=${encodeURIComponent(options.connection)}`;
    const answer = await request(await node(options), 'GET', `/v1/dead-letters${query}`);
    const { items } = answer as { readonly items: readonly Group[] }; // The API's DeadLetters.
    if (options.json) return printJson(items);
    if (items.length === 0) return printLine('No dead letters.');
    printTable([
      ['count', 'connection', 'operation', 'code', 'cause', 'lanes held', 'oldest', 'example', 'what it said'],
      ...items.map((group) => [
        ...[
          `${group.count}${group.isMore ? '+' : ''}`,
          group.connection,
          group.operation ?? 'event',
          group.code ?? '',
          group.cause ?? '',
        ],
        ...[String(group.lanes), group.oldestAt, String(group.example), group.error?.detail ?? ''],
      ]),
    ]);
  });

const preview = new Command('preview')
  .description('dry run of the first 50: what the other system has now, beside what it would become')
  .action(async (options: Which) => {
    const answer = await request(await node(options), 'POST', '/v1/dead-letters/preview', bodyOf(options));
    const { items, more } = answer as { readonly items: readonly Preview[]; readonly more: boolean }; // The API's Previews.
    if (options.json) return printJson({ items, more });
    if (items.length === 0) return printLine('No dead letters like that.');
    for (const one of items) for (const line of previewLines(one)) printLine(line);
    if (more) printLine('There are more; these are the oldest.');
  });

const replay = new Command('replay')
  .description('send a group again, oldest first')
  .action((options: Which) => work('replay', options));

const skip = new Command('skip')
  .description('give a group up, so that its lanes go on')
  .action((options: Which) => work('skip', options));

const examples: Readonly<Record<string, string>> = {
  list: 'crossdock dead-letters list',
  preview: 'crossdock dead-letters preview --connection erp --code refused',
  replay: "crossdock dead-letters replay --connection erp --cause 'HTTP 422 customer_unknown'",
  skip: 'crossdock dead-letters skip --connection erp --operation keep',
};

export const deadLettersCommand: Command = new Command('dead-letters').description(
  'what did not arrive at other systems, by cause: see, try dry, send again, give up',
);

for (const command of [list, preview, replay, skip]) {
  command.option('--connection <code>', 'only those to a connection');
  if (command !== list)
    command
      .option('--operation <name>', 'only those that ask for it; "event" for events as they are')
      .option('--type <type>', 'only those of a type of event')
      .option('--code <code>', 'only those with this code of the last error')
      .option('--cause <cause>', 'only those with this cause of the last error')
      .addOption(
        new Option('--all', 'all there are')
          .default(false)
          .conflicts(['connection', 'operation', 'type', 'code', 'cause']),
      );
  command
    .option(...urlOption)
    .option(...keyOption)
    .option('--json', 'print the answer as JSON', false)
    .addHelpText('after', `\nExamples:\n  $ ${examples[command.name()] ?? ''}`);
  deadLettersCommand.addCommand(command.exitOverride());
}
deadLettersCommand.addHelpText(
  'after',
  `\nExamples:\n${Object.values(examples)
    .map((example) => `  $ ${example}`)
    .join('\n')}`,
);

/** Piece by piece until none is left. Exit code 1 while some were left as they are. */
async function work(what: 'replay' | 'skip', options: Which): Promise<void> {
  const at = await node(options);
  const which = bodyOf(options);
  const { items } = (await request(at, 'GET', '/v1/dead-letters')) as { readonly items: readonly Group[] }; // The API's DeadLetters.
  const total = items.filter((group) => isAskedFor(group, options)).reduce((sum, { count }) => sum + count, 0);
  const bar = progressBar();
  const pieces: Worked[] = [];
  for (let next: object | null = {}; next !== null;) {
    const answer = await request(at, 'POST', `/v1/dead-letters/${what}`, { ...which, ...next });
    const piece = answer as Worked; // The API's DeadLettersWorked.
    pieces.push(piece);
    const attempted = pieces.reduce((sum, one) => sum + one.attempted, 0);
    if (!options.json) bar.show(what, attempted, Math.max(total, attempted));
    ({ next } = piece);
  }
  bar.stop();
  const left = pieces.flatMap(({ skipped }) => skipped);
  const sum = (of: 'attempted' | 'done'): number => pieces.reduce((all, piece) => all + piece[of], 0);
  if (options.json) printJson({ attempted: sum('attempted'), done: sum('done'), skipped: left });
  else {
    printLine(`${sum('done')} of ${sum('attempted')} ${what === 'replay' ? 'go out again' : 'were given up'}.`);
    for (const { count, detail, deliveries } of left)
      printLine(`${count} left as they are (${deliveries.join(', ')}): ${detail}`);
  }
  if (left.length > 0) process.exitCode = 1;
}

function bodyOf(options: Which): object {
  const { connection, operation, type, code, cause, all } = options;
  const which = {
    ...(connection !== undefined && { connection }),
    ...(operation !== undefined && { operation: operation === 'event' ? null : operation }),
    ...(type !== undefined && { type }),
    ...(code !== undefined && { code }),
    ...(cause !== undefined && { cause }),
    ...(all && { all: true }),
  };
  if (Object.keys(which).length === 0)
    misused('Say which: --connection, --operation, --type, --code or --cause, or --all.');
  return which;
}

function isAskedFor(group: Group, { connection, operation, type, code, cause }: Which): boolean {
  return (
    (connection === undefined || group.connection === connection) &&
    (operation === undefined || (group.operation ?? 'event') === operation) &&
    (type === undefined || group.type === type) &&
    (code === undefined || group.code === code) &&
    (cause === undefined || group.cause === cause)
  );
}

function node(options: NodeOptions): Promise<NodeAddress> {
  return nodeOf(readSettings(process.env), options);
}
