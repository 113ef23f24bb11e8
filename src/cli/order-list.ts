// Orders of a running node in a table, newest first.
import { Command, InvalidArgumentError, Option } from 'commander';
import { orderStatuses } from '#orders/model.ts';
import type { OrderView } from '#orders/view.ts';
import { nodeOf, request, requestAll } from './client.ts';
import type { NodeAddress, NodeOptions, Page } from './client.ts';
import { needsOf } from './order-needs.ts';
import { printJson, printLine, printTable } from './output.ts';
import { readSettings } from './settings.ts';

interface List extends NodeOptions {
  readonly attention: boolean;
  readonly status?: string;
  readonly customer?: string;
  readonly limit: number;
  readonly json: boolean;
}

const limitMax = 200;

export const listCommand: Command = new Command('list')
  .description('orders, newest first: how they stand, and what somebody has to decide')
  .option('--attention', 'only those that are held or have open exceptions, which somebody has to look at', false)
  .addOption(new Option('--status <status>', 'only those that stand so').choices(orderStatuses).conflicts('attention'))
  .option('--customer <code>', 'only those of a customer')
  .option('--limit <count>', `how many, at most ${limitMax}`, parseLimit, 20)
  .action(async (options: List) => {
    const node = await nodeOf(readSettings(process.env), options);
    const orders = options.attention ? await stopped(node, options) : await page(node, options, options.status);
    if (options.json) return printJson(orders);
    if (orders.length === 0) return printLine(options.attention ? 'Nothing needs attention.' : 'No orders.');
    printTable([['order', 'customer', 'status', 'promised for', 'total', 'needs'], ...orders.map(rowOf)]);
  });

function rowOf(order: OrderView): string[] {
  const { channel, externalId, customer, status, fulfilment, total } = order;
  return [
    `${channel}/${externalId}`,
    customer ?? '',
    status,
    fulfilment?.promisedFor ?? '',
    total === null ? '' : `${total.amount} ${total.currency}`,
    needsOf(order).join('; '),
  ];
}

async function page(node: NodeAddress, { customer, limit }: List, status?: string): Promise<readonly OrderView[]> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (status !== undefined) query.set('status', status);
  if (customer !== undefined) query.set('customer', customer);
  return ((await request(node, 'GET', `/v1/orders?${query.toString()}`)) as Page<OrderView>).items; // The API's OrderPage.
}

/** What is held has no exception before it is overdue, so both lists are read; both are short, or something is very wrong. */
async function stopped(node: NodeAddress, { customer, limit }: List): Promise<readonly OrderView[]> {
  const of = customer === undefined ? '' : `&customer=${encodeURIComponent(customer)}`;
  const found = await Promise.all([
    requestAll<OrderView>(node, `/v1/orders?attention=true${of}`),
    requestAll<OrderView>(node, `/v1/orders?status=held${of}`),
  ]);
  const byId = new Map(found.flat().map((order) => [order.id, order]));
  return [...byId.values()].toSorted((one, other) => (one.id < other.id ? 1 : -1)).slice(0, limit);
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= limitMax) return limit;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${limitMax}.`);
}
