// Policies as files: what there is, what a table says, what is wrong with one, what it decides and why.
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { Command } from 'commander';
import { checkFiles } from '#policies/check-files.ts';
import type { FilesChecked } from '#policies/check-files.ts';
import { isDecided, tryDecide, UndecidedError } from '#policies/decide.ts';
import type { Decision, Input } from '#policies/decide.ts';
import { loadPolicies, loadPolicy, policiesFolder } from '#policies/load.ts';
import type { PolicyFiles } from '#policies/load.ts';
import type { Policy } from '#policies/model.ts';
import { readPolicy } from '#policies/read-policy.ts';
import { SetupError } from '#postgres/errors.ts';
import { readAskedPolicy } from '#processes/asked-policies.ts';
import { keyOption, nodeOf, urlOption } from './client.ts';
import type { NodeOptions } from './client.ts';
import { printJson, printLine, printTable } from './output.ts';
import { fieldLines, tableLines } from './policy-table.ts';
import { putInForce, sentenceOf } from './put-in-force.ts';
import { readSettings } from './settings.ts';

interface Common {
  readonly json: boolean;
  readonly folder: string;
}

interface One extends Common {
  readonly version?: string;
}

const list = new Command('list').description('the policies there are, and who owns them').action((options: Common) => {
  const policies = filesIn(options.folder).map((files) => newest(files, {}));
  if (options.json)
    return printJson(
      policies.map(({ policy, version, owner, hit, rules, hash, description }) => {
        return { policy, version, owner, hit, rules: rules.length, hash, description };
      }),
    );
  const rows = policies.map((one) => [
    one.policy,
    `v${one.version}`,
    one.owner,
    `${one.rules.length}`,
    one.description,
  ]);
  printTable([['policy', 'version', 'owner', 'rules', 'what it decides'], ...rows]);
});

const show = new Command('show')
  .description('the table of a policy, with what its columns mean')
  .argument('<name>', 'its name, as list shows it')
  .option('--version <number>', 'another than the newest')
  .action((name: string, options: One) => {
    const policy = find(name, options);
    if (options.json) return printJson(policy.source);
    printLine(`${policy.policy} v${policy.version}, ${policy.owner}: ${policy.description}`);
    printLine(hits[policy.hit]);
    printLine('');
    for (const line of tableLines(policy)) printLine(line);
    printLine('');
    for (const line of fieldLines(policy)) printLine(line);
  });

const hits = {
  first: 'The first rule that matches decides.',
  unique: 'Exactly one rule matches.',
  collect: 'Every rule that matches counts.',
} as const;

const check = new Command('check')
  .description('read every policy, search it for gaps, overlaps and idle rules, and run its golden cases')
  .argument('[folder]', 'a folder of policies, or of one', policiesFolder)
  .action((folder: string, options: Common) => {
    const checked = filesIn(folder).map((files) => checkFiles(files, readAskedPolicy));
    if (options.json) printJson(checked.map(({ policy, ...rest }) => ({ ...rest, version: policy?.version ?? null })));
    else checked.forEach(printChecked);
    if (checked.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
  });

function printChecked({ name, policy, cases, problems }: FilesChecked): void {
  for (const { path, line, column, message, fix } of problems)
    printLine(`${shortPath(path)}:${line}:${column}  ${message}. ${fix}`);
  if (problems.length > 0) printLine(`not ok: ${name}, ${problems.length} to mend`);
  else printLine(`ok: ${name} v${policy?.version ?? ''}, ${policy?.rules.length ?? 0} rules, ${cases} cases`);
}

const attempt = new Command('try')
  .description('what a policy decides for an input, and by which rule')
  .argument('<name>', 'its name, as list shows it')
  .requiredOption('--input <json>', 'the values of its inputs, as a JSON object')
  .option('--version <number>', 'another than the newest')
  .action((name: string, options: One & { readonly input: string }) => {
    const result = tryDecide(find(name, options), parseInput(options.input));
    if (options.json) printJson(result);
    else if (isDecided(result)) explain(result);
    else throw new SetupError('undecided', new UndecidedError(result).message);
    if (!isDecided(result)) process.exitCode = 1;
  });

function explain({ policy, version, hash, inputs, outputs, rules }: Decision): void {
  printTable(Object.entries(inputs).map(([field, value]) => [field, String(value)]));
  for (const [index, { id, description }] of rules.entries()) {
    const row = Object.entries(outputs[index] ?? {}).map(([field, value]) => `${field} = ${String(value)}`);
    printLine(`→ ${row.join(', ')}`);
    printLine(`  by ${id}: ${description}`);
  }
  printLine(`${policy} v${version}, ${hash.slice(0, 12)}`);
}

const activate = new Command('activate')
  .description('put a policy in force on a running node, once its golden cases come out; it decides from then on')
  .argument('<name>', 'its name, as list shows it')
  .option('--version <number>', 'another than the newest')
  .option(...urlOption)
  .option(...keyOption)
  .action(async (name: string, options: One & NodeOptions) => {
    const files = filesCalled(name, options);
    const { version, text } = versionOf(files, options);
    // Its golden cases are those of the newest.
    const checked = checkFiles(files, readAskedPolicy);
    if (version === files.versions.at(-1)?.version && checked.problems.length > 0) {
      printChecked(checked);
      throw new SetupError('policy', `${name} v${version} is not put in force: mend what is listed.`);
    }
    const node = await nodeOf(readSettings(process.env), options);
    const changed = await putInForce(node, { kind: 'policy', name, version, content: text });
    if (options.json) return printJson(changed);
    printLine(sentenceOf(changed));
  });

const examples: Readonly<Record<string, string>> = {
  list: 'crossdock policy list',
  show: 'crossdock policy show order-holds',
  check: 'crossdock policy check definitions/policies/order-holds',
  activate: 'crossdock policy activate routing',
  try: `crossdock policy try recovery-cost --input '{"option":"expedite","orderValue":900}'`,
};

export const policyCommand: Command = new Command('policy').description(
  'show, check and try the decision tables in definitions/policies, and put them in force',
);

for (const command of [list, show, check, attempt, activate]) {
  if (command !== check) command.option('--folder <path>', 'the folder of policies', policiesFolder);
  command
    .option('--json', 'print the result as JSON', false)
    .addHelpText('after', `\nExamples:\n  $ ${examples[command.name()] ?? ''}`);
  policyCommand.addCommand(command.exitOverride());
}
policyCommand.addHelpText(
  'after',
  `\nExamples:\n${Object.values(examples)
    .map((example) => `  $ ${example}`)
    .join('\n')}`,
);

/** Of a folder of policies, or of one that is a policy itself. */
function filesIn(folder: string): readonly PolicyFiles[] {
  if (!existsSync(folder)) throw new SetupError('policy', `There is no folder ${folder}: correct the path.`);
  const own = loadPolicy(folder);
  const policies = own.versions.length > 0 ? [own] : loadPolicies(folder);
  if (policies.length === 0)
    throw new SetupError('policy', `${folder} holds no policies: give a folder with <name>/v1.json.`);
  return policies;
}

function find(name: string, options: One): Policy {
  return newest(filesCalled(name, options), options);
}

function filesCalled(name: string, options: One): PolicyFiles {
  const all = filesIn(options.folder);
  const files = all.find((one) => one.name === name);
  if (files !== undefined) return files;
  const names = all.map((one) => one.name).join(', ');
  throw new SetupError('policy', `No policy is called ${name}: there are ${names}.`);
}

function newest(files: PolicyFiles, options: Pick<One, 'version'>): Policy {
  const wanted = versionOf(files, options);
  const read = readPolicy(wanted.text);
  if ('policy' in read) return read.policy;
  const [first] = read.problems;
  const place = `${shortPath(wanted.path)}:${first?.line ?? 1}:${first?.column ?? 1}`;
  throw new SetupError(
    'policy',
    `${place}  ${first?.message ?? ''}. ${first?.fix ?? ''} crossdock policy check shows everything.`,
  );
}

function versionOf(
  { name, folder, versions }: PolicyFiles,
  { version }: Pick<One, 'version'>,
): PolicyFiles['versions'][number] {
  const wanted = version === undefined ? versions.at(-1) : versions.find((one) => `${one.version}` === version);
  if (wanted === undefined)
    throw new SetupError('policy', `${name} has no version ${version ?? 1}: look into ${folder} for those there are.`);
  return wanted;
}

function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

function parseInput(text: string): Input {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SetupError('input', `--input is not JSON: put a JSON object between single quotes.`, { cause });
  }
  const isInput =
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => ['string', 'number', 'boolean'].includes(typeof one));
  if (!isInput) throw new SetupError('input', '--input is an object of texts, numbers, true and false: correct it.');
  return value as Input; // As just seen.
}
