// API keys of a running node, over its API.
import { Argument, Command, Option } from 'commander';
import { roles } from '#governance/model.ts';
import { nodeOf, request, requestAll } from './client.ts';
import { addNodeCommands } from './node-commands.ts';
import type { NodeAddress, NodeOptions } from './client.ts';
import { printJson, printLine, printTable, progress } from './output.ts';
import { readSettings } from './settings.ts';

/** What the API answers of a key. */
interface Key {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly sites: readonly string[] | null;
  readonly companies: readonly string[] | null;
  readonly sources: readonly string[] | null;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly revokedAt: string | null;
}

interface Common extends NodeOptions {
  readonly json: boolean;
}

interface Wanted extends Common {
  readonly role: string;
  readonly site?: string[];
  readonly company?: string[];
  readonly source?: string[];
}

const list = new Command('list')
  .description('the keys there are, newest first')
  .option('--all', 'revoked ones too', false)
  .action(async (options: Common & { readonly all: boolean }) => {
    const keys = (await requestAll<Key>(await node(options), '/v1/keys')).filter(
      (key) => options.all || key.revokedAt === null,
    );
    if (options.json) return printJson(keys);
    const rows = keys.map((key) => [key.id, key.role, scopeOf(key), key.createdAt, key.revokedAt ?? '', key.name]);
    printTable([['id', 'role', 'limited to', 'made', 'revoked', 'name'], ...rows]);
  });

const create = new Command('create')
  .description('make a key; it is printed once and kept nowhere')
  .argument('<name>', 'what the key is for')
  .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
  .option('--site <code...>', 'limit it to these sites')
  .option('--company <code...>', 'limit it to these companies')
  .option('--source <source...>', 'limit it to events of these sources')
  .action(async (name: string, options: Wanted) => {
    const wanted = {
      name,
      role: options.role,
      ...(options.site !== undefined && { sites: options.site }),
      ...(options.company !== undefined && { companies: options.company }),
      ...(options.source !== undefined && { sources: options.source }),
    };
    const made = (await request(await node(options), 'POST', '/v1/keys', wanted)) as Key & { readonly key: string }; // The API's NewKey.
    if (options.json) return printJson(made);
    progress(`${made.id} is made. The key is shown this once:`);
    printLine(made.key);
  });

const revoke = new Command('revoke')
  .description('end a key at once')
  .addArgument(new Argument('<id>', 'its id, as list shows it'))
  .action(async (id: string, options: Common) => {
    const revoked = (await request(await node(options), 'DELETE', `/v1/keys/${encodeURIComponent(id)}`)) as Key; // The API's Key.
    if (options.json) return printJson(revoked);
    printLine(`${revoked.id} (${revoked.name}) is revoked since ${revoked.revokedAt ?? ''}`);
  });

const examples: Readonly<Record<string, string>> = {
  list: 'crossdock keys list --json',
  create: "crossdock keys create 'warehouse of S1' --role warehouse --site S1 --source wms-s1",
  revoke: 'crossdock keys revoke key_0198c0de-0000-7000-8000-000000000001',
};

export const keysCommand: Command = new Command('keys').description('list, make and revoke API keys of a running node');

addNodeCommands(keysCommand, [list, create, revoke], examples);

function node(options: NodeOptions): Promise<NodeAddress> {
  return nodeOf(readSettings(process.env), options);
}

function scopeOf({ sites, companies }: Key): string {
  return [...(sites ?? []), ...(companies ?? [])].join(',') || 'nothing';
}
