// Sites of a running node, over its API.
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { errorCode, SetupError } from '#postgres/errors.ts';
import { nodeOf, request, requestAll } from './client.ts';
import type { NodeAddress, NodeOptions } from './client.ts';
import { addNodeCommands } from './node-commands.ts';
import { printJson, printLine, printTable } from './output.ts';
import { readSettings } from './settings.ts';

interface Common extends NodeOptions {
  readonly json: boolean;
}

/** The API's Site. */
interface Site {
  readonly code: string;
  readonly name: string;
  readonly company: string;
  readonly zone: string;
  readonly rank: number;
}

const list = new Command('list').description('the sites there are').action(async (options: Common) => {
  const sites = await requestAll<Site>(await node(options), '/v1/sites');
  if (options.json) return printJson(sites);
  if (sites.length === 0) return printLine('No sites.');
  const rows = sites.map(({ code, name, company, zone, rank }) => [code, company, zone, String(rank), name]);
  printTable([['site', 'company', 'zone', 'rank', 'name'], ...rows]);
});

const show = new Command('show')
  .description('one site in full')
  .argument('<site>', 'its code')
  .action(async (code: string, options: Common) => printJson(await request(await node(options), 'GET', pathOf(code))));

const put = new Command('put')
  .description('define a site from a file; what is the same already changes nothing')
  .argument('<site>', 'its code')
  .argument('<file>', 'JSON of the contract site: name, company, zone, …')
  .action(async (code: string, file: string, options: Common) => {
    const site = (await request(await node(options), 'PUT', pathOf(code), await documentOf(file))) as Site;
    if (options.json) return printJson(site);
    printLine(`${site.code} is defined: ${site.name}, of ${site.company}, in ${site.zone}.`);
  });

const examples: Readonly<Record<string, string>> = {
  list: 'crossdock site list',
  show: 'crossdock site show HAM',
  put: 'crossdock site put HAM hamburg.json',
};

export const siteCommand: Command = new Command('site').description('sites of a running node: see, define');

addNodeCommands(siteCommand, [list, show, put], examples);

function node(options: NodeOptions): Promise<NodeAddress> {
  return nodeOf(readSettings(process.env), options);
}

function pathOf(code: string): string {
  return `/v1/sites/${encodeURIComponent(code)}`;
}

async function documentOf(file: string): Promise<object> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new SetupError('site', `${file} cannot be read (${errorCode(cause) ?? 'unknown'}): correct its path.`, {
      cause,
    });
  }
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null) return document;
    throw new SyntaxError('it is no object');
  } catch (cause) {
    throw new SetupError('site', `${file} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      cause,
    });
  }
}
