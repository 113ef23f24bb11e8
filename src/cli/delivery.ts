// Deliveries of a running node: what was sent where, what did not arrive, and what is done about it.
import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Past } from '#connections/outbound/history.ts';
import type { DeliveryRow } from '#connections/store.ts';
import { deliveryStates } from '#connections/store.ts';
import type { Preview, WouldSend } from '#connections/outbound/preview.ts';
import { SetupError } from '#postgres/errors.ts';
import { nodeOf, request } from './client.ts';
import { addNodeCommands } from './node-commands.ts';
import type { NodeAddress, NodeOptions, Page } from './client.ts';
import { previewLines } from './delivery-text.ts';
import { misused } from './misuse.ts';
import { printJson, printLine, printTable } from './output.ts';
import { readSettings } from './settings.ts';

interface Common extends NodeOptions {
  readonly json: boolean;
}

type Shown = Omit<DeliveryRow, 'availableAt'> & {
  readonly availableAt: string;
  readonly lastError: { readonly code?: string; readonly detail?: string } | null;
};

interface Detail extends WouldSend {
  readonly delivery: Shown;
  readonly event: object | null;
  readonly withheld: string | null;
  readonly edited: { readonly by: string; readonly at: string } | null;
  readonly lane: { readonly name: string; readonly head: number | null; readonly behind: number };
}

const limitMax = 500;

const list = new Command('list')
  .description('deliveries, newest first')
  .option('--connection <code>', 'only those to a connection')
  .addOption(new Option('--state <state>', 'only those that stand so').choices(deliveryStates))
  .option('--lane <lane>', 'only those about a thing: an order, or item@site')
  .option('--limit <count>', `how many, at most ${limitMax}`, parseLimit, 20)
  .action(async (options: Common & { connection?: string; state?: string; lane?: string; limit: number }) => {
    const query = new URLSearchParams({ limit: String(options.limit) });
    if (options.connection !== undefined) query.set('connection', options.connection);
    if (options.state !== undefined) query.set('deliveryState', options.state);
    if (options.lane !== undefined) query.set('lane', options.lane);
    const answer = await request(await node(options), 'GET', `/v1/deliveries?${query.toString()}`);
    const { items } = answer as Page<Shown>; // The API's DeliveryPage.
    if (options.json) return printJson(items);
    if (items.length === 0) return printLine('No deliveries.');
    const rows = items.map((one) => [
      ...[String(one.seq), one.connection, one.operation ?? 'event', one.lane, one.state, String(one.attempts)],
      one.lastError?.detail ?? '',
    ]);
    printTable([['delivery', 'connection', 'operation', 'about', 'state', 'attempts', 'last error'], ...rows]);
  });

const show = new Command('show')
  .description('one delivery in full: the event, what would be written, its lane')
  .argument('<delivery>', 'its number', parseNumber)
  .action(async (seq: number, options: Common) => {
    const detail = (await request(await node(options), 'GET', pathOf(seq))) as Detail; // The API's DeliveryDetail.
    if (options.json) return printJson(detail);
    for (const line of detailLines(detail)) printLine(line);
  });

const preview = new Command('preview')
  .description('dry run: what the other system has now, beside what it would become; sends nothing')
  .argument('<delivery>', 'its number', parseNumber)
  .option('--value <file>', 'try the value in this JSON file in the place of the mapping')
  .action(async (seq: number, options: Common & { readonly value?: string }) => {
    const body = options.value === undefined ? {} : { value: await valueOf(options.value) };
    const seen = (await request(await node(options), 'POST', `${pathOf(seq)}/preview`, body)) as Preview; // The API's Preview.
    if (options.json) return printJson(seen);
    for (const line of previewLines(seen)) printLine(line);
  });

const replay = new Command('replay')
  .description('send a dead delivery again, or one that waits after a failure at once')
  .argument('<delivery>', 'its number', parseNumber)
  .action(async (seq: number, options: Common) => act(seq, 'replay', options));

const again = new Command('again')
  .description('send once more what was delivered or skipped, as a delivery of its own')
  .argument('<delivery>', 'its number', parseNumber)
  .requiredOption('--because <reason>', 'why; it is kept with the delivery')
  .action(async (seq: number, options: Common & { readonly because: string }) => {
    const made = (await request(await node(options), 'POST', `${pathOf(seq)}/again`, {
      reason: options.because,
    })) as Shown; // The API's Delivery.
    if (options.json) return printJson(made);
    printLine(`Delivery ${made.seq} to ${made.connection} sends it once more.`);
  });

const skip = new Command('skip')
  .description('give a delivery up, so that its lane goes on without it')
  .argument('<delivery>', 'its number', parseNumber)
  .action(async (seq: number, options: Common) => act(seq, 'skip', options));

const edit = new Command('edit')
  .description('put a value in the place of what the mapping makes; it is sent when the delivery is replayed')
  .argument('<delivery>', 'its number', parseNumber)
  .addOption(new Option('--value <file>', 'JSON file with the value'))
  .addOption(new Option('--undo', "send the mapping's value again").conflicts('value'))
  .action(async (seq: number, options: Common & { readonly value?: string; readonly undo?: boolean }) => {
    if (options.value === undefined && options.undo !== true)
      misused('Say what is to be sent: --value FILE, or --undo for what the mapping makes.');
    const value = options.value === undefined ? null : await valueOf(options.value);
    const changed = (await request(await node(options), 'POST', `${pathOf(seq)}/edit`, { value })) as Shown; // The API's Delivery.
    if (options.json) return printJson(changed);
    printLine(`Delivery ${seq} was edited by ${changed.editedBy ?? ''}. Look at it with preview, then replay it.`);
  });

const examples: Readonly<Record<string, string>> = {
  list: 'crossdock delivery list --connection erp --state dead',
  show: 'crossdock delivery show 1042',
  preview: 'crossdock delivery preview 1042',
  replay: 'crossdock delivery replay 1042',
  again: "crossdock delivery again 1042 --because 'the file was lost'",
  skip: 'crossdock delivery skip 1042',
  edit: 'crossdock delivery edit 1042 --value corrected.json',
};

export const deliveryCommand: Command = new Command('delivery').description(
  'deliveries of a running node: see, try dry, correct, send again, give up',
);

addNodeCommands(deliveryCommand, [list, show, preview, replay, again, skip, edit], examples);

async function act(seq: number, what: 'replay' | 'skip', options: Common): Promise<void> {
  const changed = (await request(await node(options), 'POST', `${pathOf(seq)}/${what}`, {})) as Shown; // The API's Delivery.
  if (options.json) return printJson(changed);
  printLine(`Delivery ${seq} to ${changed.connection} is ${changed.state}.`);
}

function detailLines({ delivery, event, written, problem, withheld, edited, lane }: Detail): string[] {
  const { seq, connection, operation, state, attempts, lastError, history } = delivery;
  return [
    `Delivery ${seq} to ${connection}${operation === null ? '' : `, ${operation}`}: ${state}, ${attempts} attempts`,
    `About ${lane.name}; ${lane.behind} wait behind it${lane.head === null || lane.head === seq ? '' : `, and it waits for ${lane.head}`}.`,
    ...(history ?? []).map(pastLine),
    ...(lastError?.detail === undefined ? [] : [`Last error (${lastError.code ?? ''}): ${lastError.detail}`]),
    ...(edited === null ? [] : [`Edited by ${edited.by} at ${edited.at}.`]),
    `Event: ${event === null ? 'the journal no longer has it' : JSON.stringify(event)}`,
    ...(problem === null ? [] : [`It cannot be sent: ${problem.detail} ${problem.fix}`]),
    ...(withheld === null ? [] : [`Not shown: ${withheld}`]),
    ...(written === null
      ? []
      : [`Would be written (${written.mediaType}, ${written.bytes} bytes):`, written.text ?? '(no text)']),
  ];
}

function pastLine(past: Past): string {
  switch (past.what) {
    case 'answered':
      return past.nothing === true
        ? `Nothing to send at ${past.at}: ${past.operation}`
        : `Done at ${past.at}: ${past.operation}`;
    case 'sent_again':
      return `Sends delivery ${past.of} once more, said ${past.by} at ${past.at}: ${past.reason}`;
    case 'refused_later':
      return `Delivery ${past.of} was refused later, said ${past.by} at ${past.at}: ${past.reason}`;
  }
}

function node(options: NodeOptions): Promise<NodeAddress> {
  return nodeOf(readSettings(process.env), options);
}

function pathOf(seq: number): string {
  return `/v1/deliveries/${seq}`;
}

async function valueOf(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (cause) {
    throw new SetupError(
      'delivery',
      `${file} cannot be read as JSON (${cause instanceof Error ? cause.message : String(cause)}).`,
      { cause },
    );
  }
}

function parseNumber(text: string): number {
  const seq = Number(text);
  if (Number.isSafeInteger(seq) && seq >= 1) return seq;
  throw new InvalidArgumentError('It must be the number of a delivery.');
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= limitMax) return limit;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${limitMax}.`);
}
