// An exception of an order that somebody has dealt with.
import { Command } from 'commander';
import type { OrderView } from '#orders/view.ts';
import { nodeOf, request } from './client.ts';
import type { NodeOptions } from './client.ts';
import { orderIdOf } from './order-id.ts';
import { needsOf } from './order-needs.ts';
import { printJson, printLine } from './output.ts';
import { readSettings } from './settings.ts';

interface Close extends NodeOptions {
  readonly reason: string;
  readonly json: boolean;
}

export const closeExceptionCommand: Command = new Command('close-exception')
  .description('say that an exception of an order is dealt with, and how')
  .argument('<order>', 'its id (ord_…), or its name (channel/external id)')
  .argument('<exception>', 'its kind, as `crossdock order show` says')
  .requiredOption('--reason <text>', 'what was done about it; no personal data, it is kept in the journal')
  .action(async (name: string, exception: string, options: Close) => {
    const node = await nodeOf(readSettings(process.env), options);
    const id = encodeURIComponent(await orderIdOf(node, name));
    const path = `/v1/orders/${id}/exceptions/${encodeURIComponent(exception)}/close`;
    const order = (await request(node, 'POST', path, { reason: options.reason })) as OrderView; // The API's Order.
    if (options.json) return printJson(order);
    const needs = needsOf(order);
    printLine(needs.length === 0 ? 'Nothing else needs attention.' : `Still needs attention: ${needs.join('; ')}.`);
  });
