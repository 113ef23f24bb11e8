// Mappings as files: what there is, what one says, whether its golden cases pass, what it makes of a sample, and into force.
import { Command } from 'commander';
import { mappingsFolder } from '#connections/mapping/mapping-files.ts';
import type { MappingFiles } from '#connections/mapping/mapping-files.ts';
import { checkMapping, passes } from '#connections/mapping/golden.ts';
import type { CheckedMapping } from '#connections/mapping/golden.ts';
import { lineAndColumn } from '#connections/mapping/line-and-column.ts';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import { keyOption, nodeOf, urlOption } from './client.ts';
import type { NodeOptions } from './client.ts';
import { mappingCalled, mappingsIn, readable, shortPath } from './map-files.ts';
import { tryCommand } from './map-try.ts';
import { printJson, printLine, printTable } from './output.ts';
import { putInForce, sentenceOf } from './put-in-force.ts';
import { readSettings } from './settings.ts';

interface Common {
  readonly json: boolean;
}

const list = new Command('list')
  .description('the mappings in a folder, and who owns them')
  .argument('[folder]', 'a folder of mappings', mappingsFolder)
  .option('--json', 'print the result as JSON', false)
  .addHelpText('after', '\nExamples:\n  $ crossdock map list')
  .action((folder: string, { json }: Common) => {
    const found = mappingsIn(folder).map((files) => readable(files).mapping);
    const rows = found.map(({ name, version, direction, owner, cases, description }) => {
      return { name, version, direction, owner, cases: cases.length, description };
    });
    if (json) return printJson(rows);
    printTable([
      ['mapping', 'version', 'way', 'owner', 'cases', 'what it does'],
      ...rows.map((one) => [one.name, `v${one.version}`, one.direction, one.owner, String(one.cases), one.description]),
    ]);
  });

const show = new Command('show')
  .description('what a mapping says: its values, its tables and its expression')
  .argument('<mapping>', 'its folder, or the name of a shipped one')
  .option('--json', 'print the document that is put in force', false)
  .addHelpText('after', '\nExamples:\n  $ crossdock map show shop-orders')
  .action((given: string, { json }: Common) => {
    const { mapping, content } = readable(mappingCalled(given));
    if (json) return printLine(content);
    const { name, version, direction, owner, description, zone, values, lookups, cases } = mapping;
    const { expression, functions } = mapping;
    printLine(`${name} v${version} (${direction}), ${owner}: ${description}`);
    printTable([
      ['zone', zone],
      ...Object.entries(values).map(([key, value]) => [`$values.${key}`, JSON.stringify(value)]),
      ...Object.entries(lookups).map(([table, codes]) => [`table ${table}`, `${Object.keys(codes).length} codes`]),
      ...cases.map((one) => ['case', one.name]),
    ]);
    printLine('');
    if (functions !== '') printLine(`${functions.trimEnd()}\n`);
    printLine(expression.trimEnd());
  });

interface Checked extends CheckedMapping {
  readonly files: MappingFiles;
}

const check = new Command('check')
  .description('read mappings and run their golden cases; what fails is told with every difference')
  .argument('[folder]', 'a folder of mappings, or of one', mappingsFolder)
  .option('--json', 'print the result as JSON', false)
  .addHelpText('after', '\nExamples:\n  $ crossdock map check definitions/mappings/shop-orders')
  .action(async (folder: string, { json }: Common) => {
    const validator = createValidator(loadContracts());
    const checked: Checked[] = [];
    for (const files of mappingsIn(folder)) {
      const { mapping } = files;
      const found = mapping === null ? { expression: null, cases: [] } : await checkMapping(mapping, validator);
      checked.push({ files, ...found });
    }
    if (json)
      printJson(
        checked.map(({ files: { name, folder: at, problems }, expression, cases }) => {
          return { name, folder: at, problems, expression, cases };
        }),
      );
    else checked.forEach(printChecked);
    if (!checked.every(isGood)) process.exitCode = 1;
  });

function isGood(checked: Checked): boolean {
  return checked.files.problems.length === 0 && passes(checked);
}

function printChecked(checked: Checked): void {
  const { files, expression, cases } = checked;
  const { mapping, name, problems, expressionPath, casePaths } = files;
  for (const { path, line, column, message, fix } of problems)
    printLine(`${shortPath(path)}:${line}:${column}  ${message}. ${fix}`);
  if (expression !== null)
    printLine(`${shortPath(expressionPath)}:${expression.line}:${expression.column}  ${expression.message}.`);
  for (const [index, { faults }] of cases.entries())
    for (const { pointer, message, fix } of faults) {
      const at = /at character (\d+) of the expression/.exec(message)?.[1];
      const { line, column } = lineAndColumn(mapping?.expression ?? '', Number(at ?? 0));
      const where = at === undefined ? '' : ` (${shortPath(expressionPath)}:${line}:${column})`;
      printLine(`${shortPath(casePaths[index] ?? '')}  ${pointer === '' ? '' : `${pointer}: `}${message}${where}`);
      printLine(`    ${fix}`);
    }
  const failing = cases.filter(({ faults }) => faults.length > 0).length;
  if (isGood(checked)) printLine(`ok: ${name} v${mapping?.version ?? ''}, ${cases.length} cases`);
  else printLine(`not ok: ${name}${cases.length > 0 ? `, ${failing} of ${cases.length} cases fail` : ''}`);
}

const publish = new Command('publish')
  .description('put a mapping in force on a running node; its golden cases must pass there')
  .argument('<mapping>', 'its folder, or the name of a shipped one')
  .option(...urlOption)
  .option(...keyOption)
  .option('--json', 'print what changed as JSON', false)
  .addHelpText(
    'after',
    `
What comes and goes from then on is mapped by it. A version never changes: give a changed mapping the next number.

Examples:
  $ crossdock map publish definitions/mappings/shop-orders`,
  )
  .action(async (given: string, options: Common & NodeOptions) => {
    const { mapping, content } = readable(mappingCalled(given));
    const { name, version } = mapping;
    const node = await nodeOf(readSettings(process.env), options);
    const changed = await putInForce(node, { kind: 'mapping', name, version, content });
    if (options.json) return printJson(changed);
    printLine(sentenceOf(changed));
  });

export const mapCommand: Command = new Command('map').description(
  'list, show, check and try mappings between documents of other systems and those of Crossdock, and put them in force',
);

for (const command of [list, show, check, tryCommand, publish]) mapCommand.addCommand(command.exitOverride());
mapCommand.addHelpText(
  'after',
  '\nExamples:\n  $ crossdock map check\n  $ crossdock map try shop-orders --file order.json',
);
