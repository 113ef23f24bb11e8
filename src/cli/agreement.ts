// Agreements with partners of EDI on a running node, and what came and went under them.
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { AgreementRecord } from '#connections/agreements/model.ts';
import { errorCode, SetupError } from '#postgres/errors.ts';
import { exchangeHead, exchangeRow, missingLines } from './agreement-text.ts';
import type { Exchanges } from './agreement-text.ts';
import { nodeOf, request, requestAll } from './client.ts';
import type { NodeAddress, NodeOptions } from './client.ts';
import { addNodeCommands } from './node-commands.ts';
import { printJson, printLine, printTable, progress } from './output.ts';
import { readSettings } from './settings.ts';

interface Common extends NodeOptions {
  readonly json: boolean;
}

interface Warned {
  readonly warnings: readonly { readonly detail: string; readonly fix: string }[];
}

const list = new Command('list').description('the agreements there are').action(async (options: Common) => {
  const found = await requestAll<AgreementRecord>(await node(options), '/v1/agreements');
  if (options.json) return printJson(found);
  if (found.length === 0) return printLine('No agreements.');
  const rows = found.map((one) => [
    one.code,
    one.partner,
    one.standard,
    one.indicator,
    one.active ? 'on' : 'off',
    `${one.theirs.qualifier} ${one.theirs.id}`.trim(),
    one.receives.map(({ type }) => type).join(',') || '-',
    one.sends.map(({ type }) => type).join(',') || '-',
    one.owner,
  ]);
  printTable([['agreement', 'partner', 'standard', 'for', 'state', 'their id', 'receives', 'sends', 'owner'], ...rows]);
});

const show = new Command('show')
  .description('one agreement')
  .argument('<agreement>', 'its code')
  .action(async (code: string, options: Common) => {
    printJson(await request(await node(options), 'GET', pathOf(code)));
  });

const put = new Command('put')
  .description('say what was agreed on, from a file; what is the same already changes nothing')
  .argument('<agreement>', 'its code')
  .argument('<file>', 'JSON, as docs/guides/edi-partners.md has it')
  .action(async (code: string, file: string, options: Common) => {
    const answer = await request(await node(options), 'PUT', pathOf(code), await documentOf(file));
    const record = answer as AgreementRecord & Warned; // The API's PutAgreement.
    if (options.json) return printJson(record);
    printLine(`${record.code} is put, changed ${String(record.changedAt)} by ${record.changedBy}.`);
    warn(record);
  });

const check = new Command('check')
  .description('check an agreement in a file without putting it; exit code 1 where something it names is not there')
  .argument('<agreement>', 'the code that it will have')
  .argument('<file>', 'JSON')
  .action(async (code: string, file: string, options: Common) => {
    const answer = await request(await node(options), 'POST', `${pathOf(code)}/check`, await documentOf(file));
    const checked = answer as Warned; // The API's AgreementCheck.
    if (options.json) printJson(checked);
    else if (checked.warnings.length === 0) printLine(`${code} can be put, and all that it names is there.`);
    else warn(checked);
    if (checked.warnings.length > 0) process.exitCode = 1;
  });

const remove = new Command('remove')
  .description('end an agreement; what came and went under it stays known')
  .argument('<agreement>', 'its code')
  .action(async (code: string, options: Common) => {
    const answer = await request(await node(options), 'DELETE', pathOf(code));
    if (options.json) printJson(answer);
    else printLine(`${code} is ended.`);
  });

const exchanges = new Command('exchanges')
  .description('what came and went, the latest first, with what is not answered and which numbers are missing')
  .argument('<agreement>', 'its code')
  .option('--open', 'only what waits for an answer', false)
  .option('--limit <count>', 'how many of the latest', Number, 50)
  .action(async (code: string, options: Common & { readonly open: boolean; readonly limit: number }) => {
    const query = `limit=${options.limit}${options.open ? '&open=true' : ''}`;
    const answer = await request(await node(options), 'GET', `${pathOf(code)}/interchanges?${query}`);
    const found = answer as Exchanges; // The API's InterchangePage.
    if (options.json) return printJson(found);
    if (found.items.length === 0)
      printLine(options.open ? 'Nothing waits for an answer.' : 'Nothing came or went yet.');
    else printTable([[...exchangeHead], ...found.items.map(exchangeRow)]);
    for (const line of missingLines(found)) printLine(line);
  });

const history = new Command('history')
  .description('who changed an agreement, the latest first')
  .argument('<agreement>', 'its code')
  .action(async (code: string, options: Common) => {
    const found = await requestAll<{ changedAt: string; changedBy: string; before: unknown; after: unknown }>(
      await node(options),
      `${pathOf(code)}/changes`,
    );
    if (options.json) return printJson(found);
    if (found.length === 0) return printLine(`Nothing is known of changes of ${code}.`);
    const rows = found.map(({ changedAt, changedBy, before, after }) => [
      changedAt,
      changedBy,
      before === null ? 'put' : after === null ? 'ended' : 'changed',
    ]);
    printTable([['when', 'who', 'what'], ...rows]);
  });

const examples: Readonly<Record<string, string>> = {
  list: 'crossdock agreement list',
  show: 'crossdock agreement show corner-stores',
  put: 'crossdock agreement put corner-stores corner-stores.json',
  check: 'crossdock agreement check corner-stores corner-stores.json',
  remove: 'crossdock agreement remove corner-stores',
  exchanges: 'crossdock agreement exchanges corner-stores --open',
  history: 'crossdock agreement history corner-stores',
};

export const agreementCommand: Command = new Command('agreement').description(
  'agreements with partners of EDI: put, check, and see what came, went and is not answered',
);

addNodeCommands(agreementCommand, [list, show, put, check, remove, exchanges, history], examples);

function node(options: NodeOptions): Promise<NodeAddress> {
  return nodeOf(readSettings(process.env), options);
}

function pathOf(code: string): string {
  return `/v1/agreements/${encodeURIComponent(code)}`;
}

function warn({ warnings }: Warned): void {
  for (const { detail, fix } of warnings) progress(`${detail} ${fix}`);
}

async function documentOf(file: string): Promise<object> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const why = errorCode(cause) === 'ENOENT' ? 'is not there' : `cannot be read (${errorCode(cause) ?? 'unknown'})`;
    throw new SetupError('agreement', `${file} ${why}: give the file with the agreement.`, { cause });
  }
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SetupError('agreement', `${file} is no JSON (${why}).`, { cause });
  }
  throw new SetupError('agreement', `${file} is no object: write {"owner": …, "partner": …}.`);
}
