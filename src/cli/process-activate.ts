// Processes and policies on a running node: put in force from files, and seen.
import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { loadPolicies, policiesFolder } from '#policies/load.ts';
import { SetupError } from '#postgres/errors.ts';
import { processesFolder } from '#statecharts/load.ts';
import { keyOption, nodeOf, requestAll, urlOption } from './client.ts';
import type { NodeOptions } from './client.ts';
import { printJson, printLine, printTable } from './output.ts';
import { fileOf, filesOf } from './process-files.ts';
import { putInForce, sentenceOf } from './put-in-force.ts';
import type { Changed, Wanted } from './put-in-force.ts';
import { readSettings } from './settings.ts';

/** What the API answers of a definition. */
interface Definition {
  readonly kind: 'process' | 'policy' | 'mapping';
  readonly name: string;
  readonly version: number;
  readonly owner: string;
  readonly active: boolean;
  readonly changedAt: string;
}

interface Common extends NodeOptions {
  readonly json: boolean;
}

interface Activate extends Common {
  readonly version?: number;
  readonly policies: boolean;
  readonly folder: string;
  readonly policyFolder: string;
}

export const activateCommand: Command = new Command('activate')
  .description('put a process in force on a running node; orders that come from then on are run by it')
  .argument('<name>', 'its name, as list shows it')
  .option('--version <number>', 'another than the newest', parseVersion)
  .option('--policies', 'put the newest version of every policy in force first', false)
  .option('--folder <path>', 'the folder of processes', processesFolder)
  .option('--policy-folder <path>', 'the folder of policies', policiesFolder)
  .option(...urlOption)
  .option(...keyOption)
  .option('--json', 'print what changed as JSON', false)
  .addHelpText(
    'after',
    `
A process comes into force after the policies that it asks. Done again, nothing changes. Orders stay with the version that
they started with.

Examples:
  $ crossdock process activate order-fulfilment --policies
  $ crossdock process activate order-fulfilment --version 1 --url http://127.0.0.1:8080`,
  )
  .action(async (name: string, options: Activate) => {
    const wanted = [...(options.policies ? policiesIn(options.policyFolder) : []), processIn(name, options)];
    const node = await nodeOf(readSettings(process.env), options);
    const changed: Changed[] = [];
    for (const one of wanted) changed.push(await putInForce(node, one));
    if (options.json) return printJson(changed);
    for (const one of changed) printLine(sentenceOf(one));
  });

export const statusCommand: Command = new Command('status')
  .description('the processes, policies and mappings of a running node, and which versions are in force')
  .option(...urlOption)
  .option(...keyOption)
  .option('--json', 'print the result as JSON', false)
  .addHelpText('after', '\nExamples:\n  $ crossdock process status')
  .action(async (options: Common) => {
    const node = await nodeOf(readSettings(process.env), options);
    const kept = await requestAll<Definition>(node, '/v1/definitions');
    if (options.json) return printJson(kept);
    const rows = kept.map((one) => {
      return [one.kind, one.name, `v${one.version}`, one.active ? 'in force' : 'kept', one.changedAt, one.owner];
    });
    printTable([['kind', 'name', 'version', 'state', 'since', 'owner'], ...rows]);
  });

function processIn(name: string, { folder, version }: Activate): Wanted {
  const file = fileOf(filesOf(name, folder), version);
  return { kind: 'process', name, version: file.version, content: file.text };
}

function policiesIn(folder: string): Wanted[] {
  if (!existsSync(folder)) throw new SetupError('policy', `There is no folder ${folder}: correct --policy-folder.`);
  return loadPolicies(folder).flatMap(({ name, versions }) =>
    versions.slice(-1).map(({ version, text }): Wanted => ({ kind: 'policy', name, version, content: text })),
  );
}

function parseVersion(text: string): number {
  const version = Number(text.replace(/^v/, ''));
  if (!Number.isSafeInteger(version) || version < 1) throw new InvalidArgumentError('Give a version from 1 on.');
  return version;
}
