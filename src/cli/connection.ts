// Connections of a running node, over its API.
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { ConnectionHealth } from '#connections/health/health.ts';
import type { ConnectionRecord } from '#connections/model.ts';
import { errorCode, SetupError } from '#postgres/errors.ts';
import { nodeOf, request, requestAll } from './client.ts';
import { addNodeCommands } from './node-commands.ts';
import type { NodeAddress, NodeOptions } from './client.ts';
import { connectionFromFile } from './connection-file.ts';
import { connectionShape, settingRows } from './connection-help.ts';
import type { ConnectorShown } from './connection-help.ts';
import { healthHead, healthLines, healthRow, historyHead, historyRow } from './connection-text.ts';
import type { Change } from './connection-text.ts';
import { printJson, printLine, printTable, progress } from './output.ts';
import { readSettings } from './settings.ts';

interface Common extends NodeOptions {
  readonly json: boolean;
}

const list = new Command('list').description('the connections there are').action(async (options: Common) => {
  const found = await requestAll<ConnectionRecord>(await node(options), '/v1/connections');
  if (options.json) return printJson(found);
  if (found.length === 0) return printLine('No connections.');
  const rows = found.map((one) => [
    one.code,
    one.kind,
    one.pause !== null ? 'paused' : one.active ? 'on' : 'off',
    one.streams.map(({ name }) => name).join(',') || '-',
    one.operations.map(({ name }) => name).join(',') || (one.types.length > 0 ? 'events' : '-'),
    one.owner,
  ]);
  printTable([['connection', 'kind', 'state', 'in', 'out', 'owner'], ...rows]);
});

const show = new Command('show')
  .description('one connection as it is defined')
  .argument('<connection>', 'its code')
  .action(async (code: string, options: Common) => {
    printJson(await request(await node(options), 'GET', pathOf(code)));
  });

/** The API's DefinedConnection. */
interface Defined extends ConnectionRecord {
  readonly made: Readonly<Record<string, string>>;
  readonly warnings: readonly { readonly detail: string; readonly fix: string }[];
}

const put = new Command('put')
  .description('define a connection from a file; what is the same already changes nothing')
  .argument('<connection>', 'its code')
  .argument('<file>', 'JSON with the connection, as shown below')
  .addHelpText('after', connectionShape)
  .action(async (code: string, file: string, options: Common) => {
    const document = connectionFromFile(await textOf(file), process.env);
    const put = await request(await node(options), 'PUT', pathOf(code), document);
    const { made, warnings, ...record } = put as Defined;
    if (options.json) return printJson({ ...record, made, warnings });
    printLine(
      `${record.code} is defined (${record.kind}), changed ${String(record.changedAt)} by ${record.changedBy}.`,
    );
    for (const { detail, fix } of warnings) progress(`${detail} ${fix}`);
    for (const [name, secret] of Object.entries(made)) {
      progress(`The credential ${name} was made for it and is shown this once:`);
      printLine(secret);
    }
  });

const kinds = new Command('kinds')
  .description('the kinds of systems that can be connected, or the settings of one')
  .argument('[kind]', 'a connector')
  .action(async (kind: string | undefined, options: Common) => {
    const answer = await request(await node(options), 'GET', '/v1/connectors');
    const { items } = answer as { readonly items: readonly ConnectorShown[] }; // The API's ConnectorList.
    const found = kind === undefined ? undefined : items.find((one) => one.kind === kind);
    if (kind !== undefined && found === undefined)
      throw new SetupError(
        'connection',
        `No connector is called ${kind}: choose from ${items.map((one) => one.kind).join(', ')}.`,
      );
    if (options.json) return printJson(found ?? items);
    if (found === undefined)
      return printTable([['kind', 'what it speaks to'], ...items.map((one) => [one.kind, one.title])]);
    printLine(`${found.kind}: ${found.title}`);
    printTable([['where', 'setting', 'may be', 'means'], ...settingRows(found)]);
  });

const check = new Command('check')
  .description('ask the other system now whether it can be reached and lets us in')
  .argument('<connection>', 'its code')
  .action(async (code: string, options: Common) => {
    const answer = await request(await node(options), 'POST', `${pathOf(code)}/check`, {});
    const seen = answer as { ok: boolean; detail: string; fix: string | null; durationMs: number }; // The API's ConnectionCheck.
    if (options.json) printJson(seen);
    else printLine(`${code}: ${seen.detail} (${seen.durationMs} ms)`);
    if (seen.ok) return;
    throw new SetupError('connection', `${code} does not work. ${seen.fix ?? ''}`);
  });

const pause = new Command('pause')
  .description('send and fetch nothing for now; what is to be sent is kept and waits')
  .argument('<connection>', 'its code')
  .requiredOption('--reason <text>', 'why; others read it')
  .action(async (code: string, options: Common & { readonly reason: string }) => {
    const answer = await request(await node(options), 'POST', `${pathOf(code)}/pause`, { reason: options.reason });
    told(answer as ConnectionRecord, options); // The API's Connection.
  });

const resume = new Command('resume')
  .description('end a pause')
  .argument('<connection>', 'its code')
  .action(async (code: string, options: Common) => {
    const answer = await request(await node(options), 'POST', `${pathOf(code)}/resume`, {});
    told(answer as ConnectionRecord, options); // The API's Connection.
  });

const restart = new Command('restart')
  .description('let a stream begin at its start again, or go on where it was before')
  .argument('<connection>', 'its code')
  .argument('<stream>', 'name of the stream')
  .requiredOption('--reason <text>', 'why; it is kept in the history')
  .option('--cursor <cursor>', 'as health or history shows it (default: the start of the stream)')
  .action(
    async (code: string, stream: string, options: Common & { readonly reason: string; readonly cursor?: string }) => {
      const answer = await request(
        await node(options),
        'POST',
        `${pathOf(code)}/streams/${encodeURIComponent(stream)}/cursor`,
        { reason: options.reason, ...(options.cursor !== undefined && { cursor: options.cursor }) },
      );
      if (options.json) return printJson(answer);
      printLine(`${stream} of ${code} ${options.cursor === undefined ? 'begins anew' : 'goes on there'}.`);
    },
  );

const health = new Command('health')
  .description('how connections do, and what somebody has to do; exit code 1 while one fails or is late')
  .argument('[connection]', 'its code (default: all)')
  .action(async (code: string | undefined, options: Common) => {
    const at = await node(options);
    const found =
      code === undefined
        ? await requestAll<ConnectionHealth>(at, '/v1/health/connections')
        : [(await request(at, 'GET', `${pathOf(code)}/health`)) as ConnectionHealth]; // The API's ConnectionHealth.
    const [one] = found;
    if (options.json) printJson(code === undefined ? found : one);
    else if (code !== undefined && one !== undefined) for (const line of healthLines(one)) printLine(line);
    else if (found.length === 0) printLine('No connections.');
    else printTable([[...healthHead], ...found.map(healthRow)]);
    if (found.some(({ state }) => state === 'failing' || state === 'late')) process.exitCode = 1;
  });

const credential = new Command('credential')
  .description('replace a secret, read from an environment variable; the one before can stay good for a while')
  .argument('<connection>', 'its code')
  .argument('<credential>', 'name of the secret, as the connector has it')
  .requiredOption('--from <variable>', 'environment variable that holds the new secret')
  .option('--keep-previous <seconds>', 'how long the one before stays good too', Number, 0)
  .action(
    async (code: string, name: string, options: Common & { readonly from: string; readonly keepPrevious: number }) => {
      const value = process.env[options.from];
      if (value === undefined || value === '')
        throw new SetupError(
          'credential',
          `The environment variable ${options.from} is not set: put the new secret there.`,
        );
      const path = `${pathOf(code)}/credentials/${encodeURIComponent(name)}`;
      const answer = await request(await node(options), 'PUT', path, {
        value,
        keepPreviousSeconds: options.keepPrevious,
      });
      const record = answer as ConnectionRecord; // The API's Connection.
      if (options.json) return printJson(record);
      const { at, previousUntil } = record.rotations[name] ?? { at: '', previousUntil: null };
      printLine(
        `${name} of ${code} was replaced ${at}${previousUntil === null ? '' : `; the one before is good until ${previousUntil}`}.`,
      );
    },
  );

const history = new Command('history')
  .description('who changed, paused and resumed a connection, the latest first; secrets by their names alone')
  .argument('<connection>', 'its code')
  .option('--limit <count>', 'how many of the latest', Number, 50)
  .action(async (code: string, options: Common & { readonly limit: number }) => {
    const answer = await request(await node(options), 'GET', `${pathOf(code)}/history?limit=${options.limit}`);
    const { items } = answer as { readonly items: readonly Change[] }; // The API's ConnectionChangePage.
    if (options.json) return printJson(items);
    if (items.length === 0) return printLine(`Nothing is known of changes of ${code}.`);
    printTable([[...historyHead], ...items.map(historyRow)]);
  });

const examples: Readonly<Record<string, string>> = {
  list: 'crossdock connection list',
  show: 'crossdock connection show erp',
  kinds: 'crossdock connection kinds http',
  put: 'SHOP_SECRET=whsec_… crossdock connection put shop shop.json',
  check: 'crossdock connection check erp',
  pause: "crossdock connection pause erp --reason 'their upgrade, until noon'",
  resume: 'crossdock connection resume erp',
  health: 'crossdock connection health --json',
  restart: "crossdock connection restart erp orders --reason 'their new server'",
  history: 'crossdock connection history erp',
  credential: 'NEW=whsec_… crossdock connection credential shop secret --from NEW --keep-previous 86400',
};

export const connectionCommand: Command = new Command('connection').description(
  'connections of a running node: define, check, pause, and see how they do',
);

addNodeCommands(
  connectionCommand,
  [list, show, kinds, put, check, pause, resume, restart, health, history, credential],
  examples,
);

function node(options: NodeOptions): Promise<NodeAddress> {
  return nodeOf(readSettings(process.env), options);
}

function pathOf(code: string): string {
  return `/v1/connections/${encodeURIComponent(code)}`;
}

function told(record: ConnectionRecord, { json }: Common): void {
  if (json) return printJson(record);
  const { code, pause: rest } = record;
  printLine(rest === null ? `${code} goes on.` : `${code} is paused since ${rest.at} by ${rest.by}: ${rest.reason}`);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const why = errorCode(cause) === 'ENOENT' ? 'is not there' : `cannot be read (${errorCode(cause) ?? 'unknown'})`;
    throw new SetupError('connection', `${file} ${why}: give the file with the connection.`, { cause });
  }
}
