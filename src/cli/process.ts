// Processes as files: what there is, what a chart says, what is wrong with one, and where events lead it.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { SetupError } from '#postgres/errors.ts';
import { policiesFolder } from '#policies/load.ts';
import { catalogue } from '#processes/catalogue.ts';
import { describe, statesOf, transitionsOf, triggerText } from '#statecharts/describe.ts';
import { draw } from '#statecharts/draw.ts';
import { processesFolder } from '#statecharts/load.ts';
import type { ProcessFiles } from '#statecharts/load.ts';
import type { Definition, Facts } from '#statecharts/model.ts';
import { readDefinition } from '#statecharts/read.ts';
import { isStateValue } from '#statecharts/state-value.ts';
import { printJson, printLine, printTable, progress } from './output.ts';
import { activateCommand, statusCommand } from './process-activate.ts';
import { checkProcess } from './process-check.ts';
import type { Checked } from './process-check.ts';
import { fileOf, filesIn, filesOf } from './process-files.ts';
import { effectsText, outline, transitionText } from './process-outline.ts';
import { simulate } from './process-simulate.ts';
import type { Simulated } from './process-simulate.ts';

interface Common {
  readonly json: boolean;
  readonly folder: string;
}

interface One extends Common {
  readonly version?: number;
}

const list = new Command('list').description('the processes there are, and who owns them').action((options: Common) => {
  const definitions = filesIn(options.folder).map((files) => newest(files));
  if (options.json)
    return printJson(
      definitions.map(({ process: name, version, owner, states, transitions, hash, description }) => {
        return {
          process: name,
          version,
          owner,
          states: states.length - 1,
          transitions: transitions.length,
          hash,
          description,
        };
      }),
    );
  const rows = definitions.map((one) => {
    const size = `${one.states.length - 1} states, ${one.transitions.length} transitions`;
    return [one.process, `v${one.version}`, one.owner, size, one.description];
  });
  printTable([['process', 'version', 'owner', 'size', 'what it does'], ...rows]);
});

const show = new Command('show')
  .description('the states of a process, who owns them, their clocks and what leads out of them')
  .argument('<name>', 'its name, as list shows it')
  .option('--version <number>', 'another than the newest', parseVersion)
  .option('--state <json>', 'the state of a case: it is marked, and what it expects is said', parseJson)
  .option('--svg <file>', 'draw the chart into this file')
  .action((name: string, options: One & { readonly svg?: string; readonly state?: unknown }) => {
    const definition = find(name, options);
    const { state: value } = options;
    if (value !== undefined && !isStateValue(definition, value))
      throw new SetupError(
        'process',
        `${JSON.stringify(value)} is no state of ${name} v${definition.version}: give all of it, as the case has it.`,
      );
    const situation = value === undefined ? null : describe(definition, value);
    const active = new Set((situation?.states ?? []).map(({ path }) => path));
    if (options.svg !== undefined) write(options.svg, draw(definition, { active }));
    if (options.json) {
      const { process: title, version, owner, description, hash, facts, guards, events } = definition;
      const states = statesOf(definition);
      const transitions = transitionsOf(definition);
      return printJson({
        process: title,
        version,
        owner,
        description,
        hash,
        facts,
        guards,
        events,
        states,
        transitions,
        situation,
      });
    }
    if (options.svg !== undefined) return progress(`${name} v${definition.version} is drawn in ${options.svg}`);
    printLine(`${name} v${definition.version}, ${definition.owner}: ${definition.description}`);
    for (const line of outline(definition, active)) printLine(line);
    if (situation === null) return;
    printLine('');
    printLine(`● ${situation.done ? 'has ended' : `waits for ${situation.owners.join(', ') || 'nobody'}; expects`}`);
    for (const each of situation.expects) printLine(`  ${triggerText(each)} → ${each.to ?? 'stays'}`);
  });

const check = new Command('check')
  .description('read every process, search its chart for faults, run its scenarios and see what they leave out')
  .argument('[folder]', 'a folder of processes, or of one', processesFolder)
  .option('--policy-folder <path>', 'the folder of the policies that its scenarios are played with', policiesFolder)
  .action(async (folder: string, options: Common & { readonly policyFolder: string }) => {
    const checked = await Promise.all(filesIn(folder).map((files) => checkProcess(files, options.policyFolder)));
    if (options.json)
      printJson(checked.map(({ definition, ...rest }) => ({ ...rest, version: definition?.version ?? null })));
    else checked.forEach(printChecked);
    if (checked.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
  });

function printChecked({ name, definition, scenarios, uncovered, generated, cases, problems }: Checked): void {
  for (const { path, line, column, message, fix } of problems)
    printLine(`${relative(process.cwd(), path)}:${line}:${column}  ${message}. ${fix}`);
  if (definition === null) return printLine(`not ok: ${name}, ${problems.length} to mend`);
  const { states, transitions } = definition;
  const said =
    problems.length > 0
      ? `not ok: ${name} v${definition.version}, ${problems.length} to mend`
      : `ok: ${name} v${definition.version}`;
  printLine(`${said}, ${states.length - 1} states, ${transitions.length} transitions`);
  const sequences = count(generated.sequences, 'generated sequence');
  printLine(`    ${sequences} for every transition, over ${count(generated.states, 'state')} of the whole chart`);
  const taken = (left: readonly string[]): string => count(transitions.length - left.length, 'transition');
  if (scenarios > 0 || cases === null)
    printLine(`    ${count(scenarios, 'scenario')} of the chart, for ${taken(uncovered)}`);
  if (cases === null) return;
  printLine(`    ${count(cases.scenarios, 'scenario')} of orders, for ${taken(cases.uncovered)}`);
  const left = new Set(cases.uncovered.filter((id) => uncovered.includes(id)));
  for (const each of transitionsOf(definition).filter(({ id }) => left.has(id)))
    printLine(`        not taken: ${each.from || definition.process}: ${transitionText(each)}`);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

const walk = new Command('simulate')
  .description('where events lead a process, and what it asks for on the way; exits with 1 at a deviation')
  .argument('<name>', 'its name, as list shows it')
  .option('--version <number>', 'another than the newest', parseVersion)
  .option(
    '--events <names>',
    'what is heard, in order, with commas between',
    (text) => text.split(',').map((name) => name.trim()),
    [],
  )
  .option('--facts <json>', 'what guards read, as a JSON object', parseFacts, {})
  .action((name: string, options: One & { readonly events: readonly string[]; readonly facts: Facts }) => {
    const steps = simulate(find(name, options), options.events, options.facts);
    if (options.json) printJson(steps);
    else steps.forEach(printStep);
    if (steps.some(({ taken }) => !taken)) process.exitCode = 1;
  });

function printStep({ event, guards, value, effects, taken, done }: Simulated): void {
  printLine(`${event ?? 'begins'}${taken ? '' : '  NOT EXPECTED: nothing changes'}`);
  for (const [guard, answer] of Object.entries(guards)) printLine(`    ${answer ? 'yes' : 'no '}  ${guard}`);
  if (effects.length > 0) printLine(`    does ${effectsText(effects)}`);
  if (taken) printLine(`    ${typeof value === 'string' ? value : JSON.stringify(value)}${done ? '  (end)' : ''}`);
}

const examples: Readonly<Record<string, readonly string[]>> = {
  list: ['crossdock process list'],
  show: [
    'crossdock process show order-fulfilment',
    'crossdock process show order-fulfilment --svg order-fulfilment.svg',
  ],
  check: ['crossdock process check', 'crossdock process check definitions/processes/order-fulfilment --json'],
  simulate: [
    `crossdock process simulate order-fulfilment --events holds.found,hold.released --facts '{"openHolds":0}'`,
  ],
  activate: ['crossdock process activate order-fulfilment --policies'],
  status: ['crossdock process status'],
};

export const processCommand: Command = new Command('process').description(
  'show, check, draw and simulate the statecharts in definitions/processes, and put them in force',
);

for (const command of [list, show, check, walk]) {
  if (command !== check) command.option('--folder <path>', 'the folder of processes', processesFolder);
  command
    .option('--json', 'print the result as JSON', false)
    .addHelpText('after', `\nExamples:\n${exampleLines(examples[command.name()] ?? [])}`);
  processCommand.addCommand(command.exitOverride());
}
for (const command of [activateCommand, statusCommand]) processCommand.addCommand(command.exitOverride());
processCommand.addHelpText('after', `\nExamples:\n${exampleLines(Object.values(examples).flat())}`);

function exampleLines(lines: readonly string[]): string {
  return lines.map((line) => `  $ ${line}`).join('\n');
}

function find(name: string, { folder, version }: One): Definition {
  return newest(filesOf(name, folder), version);
}

function newest(files: ProcessFiles, version?: number): Definition {
  const file = fileOf(files, version);
  const read = readDefinition(file.text, catalogue);
  if ('definition' in read) return read.definition;
  const [first] = read.problems;
  const where = `${relative(process.cwd(), file.path)}:${first?.line ?? 1}:${first?.column ?? 1}`;
  throw new SetupError(
    'process',
    `${where}  ${first?.message ?? ''}. ${first?.fix ?? ''} (crossdock process check names all ${read.problems.length} faults.)`,
  );
}

function write(path: string, content: string): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new SetupError('process', `${path} cannot be written: choose another place with --svg.`, { cause: error });
  }
}

function parseVersion(text: string): number {
  const version = Number(text.replace(/^v/, ''));
  if (!Number.isSafeInteger(version) || version < 1) throw new InvalidArgumentError('Give a version from 1 on.');
  return version;
}

/** A state that is a plain word needs no quotes. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (/^[A-Za-z][A-Za-z0-9_-]*$/.test(text)) return text;
    throw new InvalidArgumentError('Give the state as JSON, such as {"held":"credit"}.');
  }
}

function parseFacts(text: string): Facts {
  const value: unknown = ((): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  })();
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidArgumentError(`Give the facts as a JSON object, such as '{"open":0}'.`);
  return value as Facts; // Each is compared with the types of the definition before it is read.
}
