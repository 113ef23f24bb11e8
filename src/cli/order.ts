// One order of a running node: how it stands, and everything known about it in order.
import { setTimeout as pause } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { orderStatuses } from '#orders/model.ts';
import type { OrderView } from '#orders/view.ts';
import { SetupError } from '#postgres/errors.ts';
import { keyOption, nodeOf, request, requestAll, requestPage, urlOption } from './client.ts';
import type { NodeAddress, NodeOptions } from './client.ts';
import { closeExceptionCommand } from './order-close-exception.ts';
import { orderIdOf } from './order-id.ts';
import { listCommand } from './order-list.ts';
import { needsOf } from './order-needs.ts';
import { orderLines } from './order-text.ts';
import { printJson, printLine } from './output.ts';
import { readSettings } from './settings.ts';
import { entryLines } from './timeline-text.ts';
import type { ShownEntry } from './timeline-text.ts';

interface Common extends NodeOptions {
  readonly json: boolean;
}

interface Timeline extends Common {
  readonly follow: boolean;
  readonly until?: string;
  readonly why: boolean;
}

const pollMs = 1_000;
/** What an order can be followed to, besides its statuses. */
const marks: Readonly<Record<string, (order: OrderView) => boolean>> = {
  attention: (order) => needsOf(order).length > 0,
  risk: ({ fulfilment }) => fulfilment?.risk?.chosen === null,
};

const show = new Command('show')
  .description('how an order stands: lines, holds, releases, shipments, risk, exceptions, clocks')
  .argument('<order>', 'its id (ord_…), or its name (channel/external id)')
  .action(async (name: string, options: Common) => {
    const node = await nodeOf(readSettings(process.env), options);
    const order = await readOrder(node, await orderIdOf(node, name));
    if (options.json) return printJson(order);
    for (const line of orderLines(order)) printLine(line);
  });

const timeline = new Command('timeline')
  .description('everything known about an order, from every system, in order')
  .argument('<order>', 'its id (ord_…), or its name (channel/external id)')
  .option('--follow', 'go on printing until the order waits for nothing more', false)
  .addOption(
    new Option(
      '--until <what>',
      'go on printing until the order has this status, or until somebody has to decide something: attention, or how to keep its promise: risk',
    ).choices([...Object.keys(marks), ...orderStatuses]),
  )
  .option('--why', 'with the moves of the case and the reasons of policies', false)
  .action(async (name: string, options: Timeline) => {
    const node = await nodeOf(readSettings(process.env), options);
    const id = await orderIdOf(node, name);
    const path = `/v1/orders/${encodeURIComponent(id)}/timeline`;
    const { until } = options;
    const isFollowed = options.follow || until !== undefined;
    if (!isFollowed && options.json) return printJson(await requestAll<ShownEntry>(node, path));
    for (let place: Place = { cursor: null, seen: 0 }; ;) {
      // Asked before the timeline is read: what ends an order is then printed before the command ends.
      const order = isFollowed ? await readOrder(node, id) : null;
      place = await printNews(node, path, place, options);
      if (order === null || (until !== undefined && isAt(order, until))) return;
      if (waitsForNothing(order)) return endOf(name, order, until);
      await pause(pollMs);
    }
  });

/** Entries after a page are known by its cursor; of the last page those that were printed are counted. */
interface Place {
  readonly cursor: string | null;
  readonly seen: number;
}

/** Prints what is new since the place; one line of JSON for each entry where they are followed by a program. */
async function printNews(node: NodeAddress, path: string, from: Place, options: Timeline): Promise<Place> {
  let place = from;
  for (;;) {
    const page = await requestPage<ShownEntry>(node, path, place.cursor);
    for (const entry of page.items.slice(place.seen)) {
      if (options.json) printLine(JSON.stringify(entry));
      else for (const line of entryLines(entry, options.why)) printLine(line);
    }
    if (page.nextCursor === null) return { cursor: place.cursor, seen: page.items.length };
    place = { cursor: page.nextCursor, seen: 0 };
  }
}

function isAt(order: OrderView, until: string): boolean {
  return marks[until]?.(order) ?? order.status === until;
}

function endOf(name: string, { status }: OrderView, until: string | undefined): void {
  if (until === undefined) return;
  throw new SetupError('order', `${name} waits for nothing more: it is ${status}, and it was not seen as ${until}.`);
}

/** An order that a process runs waits by its clocks; another one while something may still leave. */
function waitsForNothing({ fulfilment, status }: OrderView): boolean {
  return fulfilment === null ? ['shipped', 'cancelled', 'expired'].includes(status) : fulfilment.clocks.length === 0;
}

async function readOrder(node: NodeAddress, id: string): Promise<OrderView> {
  return (await request(node, 'GET', `/v1/orders/${encodeURIComponent(id)}`)) as OrderView; // The API's Order.
}

const examples: Readonly<Record<string, readonly string[]>> = {
  list: ['crossdock order list --attention', 'crossdock order list --status backordered --limit 50'],
  show: ['crossdock order show web/SO-10023'],
  'close-exception': [
    "crossdock order close-exception web/SO-10023 count_needed --reason 'counted again, three found'",
  ],
  timeline: [
    'crossdock order timeline web/SO-10023 --follow',
    'crossdock order timeline web/SO-10023 --until shipped',
    'crossdock order timeline ord_019b76da-a800-7000-8000-00000000002a --why',
  ],
};

export const orderCommand: Command = new Command('order').description(
  'list the orders of a running node, show one, follow it, or settle what it needed somebody for',
);

for (const command of [listCommand, show, timeline, closeExceptionCommand]) {
  command
    .option(...urlOption)
    .option(...keyOption)
    .option('--json', 'print the result as JSON; followed, one line for each entry', false)
    .addHelpText('after', `\nExamples:\n${exampleLines(examples[command.name()] ?? [])}`);
  orderCommand.addCommand(command.exitOverride());
}
orderCommand.addHelpText('after', `\nExamples:\n${exampleLines(Object.values(examples).flat())}`);

function exampleLines(lines: readonly string[]): string {
  return lines.map((line) => `  $ ${line}`).join('\n');
}
