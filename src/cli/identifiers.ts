// What ids of other systems mean, on a running node: for stewards.
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { Identifier, IdentifierKey, Suggestion, Unmatched } from '#connections/identifiers/model.ts';
import type { SystemRow } from '#connections/identifiers/system-store.ts';
import { identifierKinds } from '#connections/mapping/mapping.ts';
import { keyOption, nodeOf, request, requestAll, urlOption } from './client.ts';
import type { NodeAddress, NodeOptions } from './client.ts';
import { exportCommand, importCommand } from './identifiers-files.ts';
import { printJson, printLine, printTable } from './output.ts';
import { readSettings } from './settings.ts';

interface Common extends NodeOptions {
  readonly json: boolean;
}

interface Filter extends Common {
  readonly system?: string;
  readonly kind?: string;
}

type WithSuggestions = Unmatched & { readonly suggestions: readonly Suggestion[] };

const kindOption = (description: string): Option => new Option('--kind <kind>', description).choices(identifierKinds);
const kindArgument = (): Argument => new Argument('<kind>', 'what it names').choices(identifierKinds);

const list = new Command('list')
  .description('what ids mean')
  .option('--system <name>', 'only those of a system')
  .addOption(kindOption('only those of a kind'))
  .option('--id <id>', 'only this id, in whatever system')
  .option('--code <code>', 'only those that mean this code of ours')
  .action(async (options: Filter & { readonly id?: string; readonly code?: string }) => {
    const query = queryOf({ ...filterOf(options), foreignId: options.id, code: options.code });
    const found = await requestAll<Identifier>(await node(options), `/v1/identifiers?${query}`);
    if (options.json) return printJson(found);
    if (found.length === 0) return printLine('No identifiers.');
    const rows = found.map((one) => [
      one.system,
      one.kind,
      one.id,
      one.code ?? `not ours: ${one.notOurs ?? ''}`,
      one.preferred ? 'yes' : '',
      one.because ?? '',
    ]);
    printTable([['system', 'kind', 'id', 'means', 'preferred', 'because'], ...rows]);
  });

const unmatched = new Command('unmatched')
  .description('ids that nobody knows, with what they may mean; the most frequent first')
  .option('--system <name>', 'only those of a system')
  .addOption(kindOption('only those of a kind'))
  .addOption(
    new Option('--direction <direction>', 'in: unknown ids. out: codes of ours without a name there').choices([
      'in',
      'out',
    ]),
  )
  .action(async (options: Filter & { readonly direction?: string }) => {
    const query = queryOf({ ...filterOf(options), direction: options.direction });
    const found = await requestAll<WithSuggestions>(await node(options), `/v1/unmatched-identifiers?${query}`);
    found.sort((one, other) => other.times - one.times);
    if (options.json) return printJson(found);
    if (found.length === 0) return printLine('Every id is known.');
    printTable([['system', 'kind', 'id', 'times', 'called', 'may mean'], ...found.map(rowOf)]);
  });

function rowOf({ system, kind, id, direction, times, name, suggestions }: WithSuggestions): string[] {
  const [best] = suggestions;
  const shown = best === undefined ? '' : `${best.value} (${best.score}: ${best.because})`;
  return [system, kind, direction === 'out' ? `our ${id}` : id, String(times), name ?? '', shown];
}

interface Said extends Common {
  readonly preferred: boolean;
  readonly notOurs?: string;
  readonly because?: string;
}

const set = new Command('set')
  .description('say what an id means, or with --not-ours that it is none of ours')
  .argument('<system>', 'whose id it is')
  .addArgument(kindArgument())
  .argument('<id>', 'the id, exactly as it comes')
  .argument('[code]', 'our code')
  .option('--not-ours <reason>', 'what names it cannot be mapped, and this is why')
  .option('--preferred', 'the system is told this id, not another that means the same', false)
  .option('--because <text>', 'what the decision rests on')
  .action(async (system: string, kind: string, id: string, code: string | undefined, options: Said) => {
    const { preferred, notOurs, because } = options;
    if ((code === undefined) === (notOurs === undefined))
      set.error('error: give either a code or --not-ours', { exitCode: 2 });
    const body = { code, notOurs, because, ...(preferred && { preferred }) };
    const said = (await request(await node(options), 'PUT', pathOf({ system, kind, id }), body)) as Identifier; // The API's Identifier.
    if (options.json) return printJson(said);
    const means =
      said.code === null
        ? `is none of ours: ${said.notOurs ?? ''}`
        : `means ${said.code}${said.preferred ? ', and is what it is called there' : ''}`;
    printLine(`${said.kind} ${said.id} of ${said.system} ${means}`);
  });

const remove = new Command('remove')
  .description('take back what was said of an id')
  .argument('<system>', 'whose id it is')
  .addArgument(kindArgument())
  .argument('<id>', 'the id')
  .action(async (system: string, kind: string, id: string, options: Common) => {
    const removed = await request(await node(options), 'DELETE', pathOf({ system, kind, id }));
    if (options.json) return printJson(removed);
    printLine(`${kind} ${id} of ${system} means nothing any more`);
  });

interface Accept extends Filter {
  readonly score: number;
  readonly dryRun: boolean;
}

interface Accepted {
  readonly attempted: number;
  readonly done: readonly (IdentifierKey & {
    readonly code: string;
    readonly score: number;
    readonly because: string;
  })[];
  readonly skipped: readonly (IdentifierKey & { readonly reason: string })[];
}

/** So few that a node answers in time whatever it has to look through. */
const acceptedAtOnce = 100;

const accept = new Command('accept')
  .description('take the suggestions that are clear, and say why the others are left')
  .requiredOption('--score <number>', 'leave suggestions with a lower score, from 0.5 to 1', parseScore)
  .option('--system <name>', 'only ids of a system')
  .addOption(kindOption('only ids of a kind'))
  .option('--dry-run', 'say what would be done, and do nothing', false)
  .action(async (options: Accept) => {
    const { score, system, kind, dryRun } = options;
    const report = {
      attempted: 0,
      done: [] as Accepted['done'][number][],
      skipped: [] as Accepted['skipped'][number][],
    };
    let cursor: string | null = null;
    do {
      const body = { score, system, kind, dryRun, limit: acceptedAtOnce, ...(cursor !== null && { cursor }) };
      const answer = (await request(
        await node(options),
        'POST',
        '/v1/unmatched-identifiers:accept',
        body,
      )) as Accepted & { readonly nextCursor: string | null }; // The API's IdentifierAcceptance.
      report.attempted += answer.attempted;
      report.done.push(...answer.done);
      report.skipped.push(...answer.skipped);
      cursor = answer.nextCursor;
    } while (cursor !== null);
    if (options.json) return printJson(report);
    printLine(
      `${report.attempted} unknown ids: ${report.done.length} ${dryRun ? 'would be accepted' : 'accepted'}, ${report.skipped.length} left`,
    );
    printTable([
      ...report.done.map((one) => [one.system, one.kind, one.id, one.code, `${one.score}: ${one.because}`]),
      ...report.skipped.map((one) => [one.system, one.kind, one.id, 'left', one.reason]),
    ]);
  });

const systems = new Command('systems')
  .description('systems with ids of their own, and how much of them is known')
  .action(async (options: Common) => {
    const found = await requestAll<SystemRow>(await node(options), '/v1/identifier-systems');
    if (options.json) return printJson(found);
    if (found.length === 0) return printLine('No systems.');
    const rows = found.map((one) => [
      one.system,
      String(one.identifiers),
      `${one.unmatched}${one.isFull ? ' (full)' : ''}`,
      one.sameCodes.join() || 'none',
      one.owner,
    ]);
    printTable([['system', 'known', 'unknown', 'same codes', 'owner'], ...rows]);
  });

const declare = new Command('declare')
  .description('declare a system, and which of its codes are ours')
  .argument('<system>', 'its name, such as erp-north')
  .requiredOption('--owner <name>', 'the person or team that answers for what its ids mean')
  .addOption(new Option('--same <kind...>', 'kinds whose codes are ours').choices(identifierKinds).default([]))
  .action(async (system: string, options: Common & { readonly owner: string; readonly same: readonly string[] }) => {
    const body = { owner: options.owner, sameCodes: options.same };
    const declared = (await request(
      await node(options),
      'PUT',
      `/v1/identifier-systems/${encodeURIComponent(system)}`,
      body,
    )) as SystemRow; // The API's IdentifierSystem.
    if (options.json) return printJson(declared);
    printLine(`${declared.system} is declared; its codes are ours for: ${declared.sameCodes.join(', ') || 'nothing'}`);
  });

const examples: Readonly<Record<string, string>> = {
  list: 'crossdock identifiers list --system erp-north --kind item',
  unmatched: 'crossdock identifiers unmatched --system erp-north',
  set: 'crossdock identifiers set erp-north item 000000000000104711 LAMP-01',
  remove: 'crossdock identifiers remove erp-north item 000000000000104711',
  accept: 'crossdock identifiers accept --score 0.9 --dry-run',
  import: 'crossdock identifiers import items-of-erp-north.csv --system erp-north --kind item',
  export: 'crossdock identifiers export --system erp-north > erp-north.csv',
  systems: 'crossdock identifiers systems',
  declare: "crossdock identifiers declare erp-north --owner 'Master data' --same unit",
};

export const identifiersCommand: Command = new Command('identifiers').description(
  'what the ids of other systems mean: list, set, import, and settle those that nobody knows',
);

for (const command of [list, unmatched, set, remove, accept, importCommand, exportCommand, systems, declare]) {
  command.option(...urlOption).option(...keyOption);
  if (command !== exportCommand) command.option('--json', 'print the answer as JSON', false);
  command.addHelpText('after', `\nExamples:\n  $ ${examples[command.name()] ?? ''}`);
  identifiersCommand.addCommand(command.exitOverride());
}
identifiersCommand.addHelpText(
  'after',
  `\nExamples:\n${Object.values(examples)
    .map((example) => `  $ ${example}`)
    .join('\n')}`,
);

function node(options: NodeOptions): Promise<NodeAddress> {
  return nodeOf(readSettings(process.env), options);
}

function filterOf({ system, kind }: Filter): Readonly<Record<string, string | undefined>> {
  return { system, identifierKind: kind };
}

function queryOf(given: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value);
  return query.toString();
}

function pathOf({ system, kind, id }: { readonly system: string; readonly kind: string; readonly id: string }): string {
  return `/v1/identifiers/${[system, kind, id].map(encodeURIComponent).join('/')}`;
}

function parseScore(text: string): number {
  const score = Number(text);
  if (score >= 0.5 && score <= 1) return score;
  throw new InvalidArgumentError('It must be a number from 0.5 to 1.');
}
