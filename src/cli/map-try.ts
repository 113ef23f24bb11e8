// A mapping tried on a sample: what came, what was made of it, and whether that keeps its contract, beside each other.
import { Command, InvalidArgumentError } from 'commander';
import { SandboxPool } from '#connections/mapping/batches.ts';
import { checkDocuments } from '#connections/mapping/documents.ts';
import type { CheckedDocument } from '#connections/mapping/documents.ts';
import { documentsOf, programOf } from '#connections/mapping/mapper.ts';
import type { Identifiers, MapProblem } from '#connections/mapping/mapping.ts';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import type { Mapping } from '#mappings/model.ts';
import { isObject } from '#policies/report.ts';
import { SetupError } from '#postgres/errors.ts';
import { formatOfStream, mappingCalled, readable, readSample, recordsOf } from './map-files.ts';
import { printJson, printLine, progress } from './output.ts';
import { jsonLines, sideBySide } from './side-by-side.ts';

interface Options {
  readonly file: string;
  readonly format?: string;
  readonly setting: Readonly<Record<string, unknown>>;
  readonly about: Readonly<Record<string, string>>;
  readonly identifiers?: string;
  readonly connection?: string;
  readonly stream?: string;
  readonly records: number;
  readonly json: boolean;
}

interface Tried {
  readonly place: string;
  readonly raw: unknown;
  readonly mapped: unknown;
  readonly problem: MapProblem | null;
  /** Of the direction `in`. */
  readonly documents: readonly CheckedDocument[];
}

export const tryCommand: Command = new Command('try')
  .description('map a sample: what came, what was made of it and whether that keeps its contract, side by side')
  .argument('<mapping>', 'the folder of a mapping, or the name of a shipped one')
  .requiredOption('--file <path>', 'a sample, as the other system sends it')
  .option('--format <name>', 'how the sample is written (default: by the ending of its name)')
  .option('--setting <name=value>', 'of the format, such as delimiter=";"; may be repeated', collectSetting, {})
  .option('--connection <file>', 'JSON of a connection: the format is that of its stream')
  .option('--stream <name>', 'which stream (default: the only one there is)')
  .option('--about <name=value>', 'what $about says of the message; may be repeated', collectText, {})
  .option(
    '--identifiers <file>',
    'JSON with what codes mean, as golden cases have it (default: each stands for itself)',
  )
  .option('--records <number>', 'how many records of the sample', parseCount, 20)
  .option('--json', 'print the result as JSON', false)
  .addHelpText(
    'after',
    `
Exits with 1 when a record cannot be mapped, or breaks its contract. No node is asked, and no golden case is needed.

Examples:
  $ crossdock map try shop-orders --file order.json
  $ crossdock map try my-mappings/receipts --file WE.csv --format csv --setting 'delimiter=";"' --about file=WE.csv
  $ crossdock map try my-mappings/receipts --file WE.DAT --connection erp.json --stream receipts`,
  )
  .action(async (given: string, options: Options) => {
    const { mapping } = readable(mappingCalled(given, { toTry: true }));
    const stream = options.connection === undefined ? null : formatOfStream(options.connection, options.stream);
    const records = await recordsOf(options.file, {
      format: options.format ?? stream?.name,
      settings: { ...(options.format === undefined && stream?.settings), ...options.setting },
      max: options.records,
    });
    const { identifiers, asItIs } = identifiersOf(options.identifiers);
    const tried = await tryOn(mapping, records, options.about, identifiers);
    if (options.json) printJson(tried);
    else for (const one of tried) for (const line of lines(mapping, one)) printLine(line);
    if (asItIs.size > 0)
      progress(
        `Taken as it is, for want of --identifiers: ${[...asItIs].slice(0, 20).join(', ')}${asItIs.size > 20 ? ', …' : ''}`,
      );
    if (tried.some(({ problem, documents }) => problem !== null || documents.some((one) => one.problems.length > 0)))
      process.exitCode = 1;
  });

async function tryOn(
  mapping: Mapping,
  records: Awaited<ReturnType<typeof recordsOf>>,
  about: Options['about'],
  identifiers: Identifiers,
): Promise<Tried[]> {
  await using pool = new SandboxPool({ mapProcesses: 1 });
  const validator = createValidator(loadContracts());
  const inputs = records.map(({ document, place }) => ({ document, about: { place, ...about } }));
  const mapped = await pool.map(programOf(mapping), documentsOf(inputs), { identifiers, system: 'the other system' });
  return records.map(({ document, place, problem: unread }, index): Tried => {
    const answer = mapped[index];
    const raw = document ?? null;
    if (unread !== undefined)
      return { place, raw, mapped: null, problem: { ...unread, code: 'mapping_failed' }, documents: [] };
    if (answer?.ok !== true) return { place, raw, mapped: null, problem: answer?.problem ?? null, documents: [] };
    const documents = mapping.direction === 'in' ? checkDocuments(validator, answer.value) : [];
    return { place, raw, mapped: answer.value, problem: null, documents };
  });
}

const width = 120;
const columnWidth = 38;

function lines(mapping: Mapping, { place, raw, mapped, problem, documents }: Tried): string[] {
  const columns = [
    { title: `raw, ${place}`, lines: jsonLines(raw, columnWidth) },
    { title: 'mapped', lines: problem === null ? jsonLines(mapped, columnWidth) : [] },
    { title: 'validated', lines: verdict(mapping, problem, documents) },
  ];
  return [...sideBySide(columns, width), ''];
}

function verdict({ direction }: Mapping, problem: MapProblem | null, documents: readonly CheckedDocument[]): string[] {
  if (problem !== null) return [`✗ ${problem.code}`, problem.detail, `→ ${problem.fix}`];
  if (direction === 'out') return ['✓ mapped; what goes out has no contract here'];
  if (documents.length === 0) return ['✓ nothing is made of it'];
  return documents.flatMap(({ kind, problems }) =>
    problems.length === 0
      ? [`✓ ${kind ?? ''}`]
      : [`✗ ${kind ?? 'no document'}`, ...problems.flatMap(({ message, fix }) => [`  ${message}`, `  → ${fix}`])],
  );
}

/** What codes mean by a file, or each as it is; then they are remembered, to be told. */
function identifiersOf(path: string | undefined): { identifiers: Identifiers; asItIs: Set<string> } {
  const asItIs = new Set<string>();
  if (path === undefined) {
    const same = (kind: string, codes: readonly string[]): Promise<readonly string[]> => {
      for (const code of codes) asItIs.add(`${kind} ${code}`);
      return Promise.resolve(codes);
    };
    return {
      asItIs,
      identifiers: {
        resolve: (_system, kind, ids) => same(kind, ids),
        name: (_system, kind, codes) => same(kind, codes),
      },
    };
  }
  const table = readTable(path);
  const of = (kind: string): ReadonlyMap<string, string> => table.get(kind) ?? new Map<string, string>();
  return {
    asItIs,
    identifiers: {
      resolve: (_system, kind, ids) => Promise.resolve(ids.map((id) => of(kind).get(id) ?? null)),
      name: (_system, kind, codes) =>
        Promise.resolve(codes.map((code) => [...of(kind)].find(([, ours]) => ours === code)?.[0] ?? null)),
    },
  };
}

function readTable(path: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const wrong = `${path} does not say what codes mean: write {"item": {"their id": "our code"}}.`;
  let value: unknown;
  try {
    value = JSON.parse(readSample(path).toString('utf8'));
  } catch (cause) {
    if (cause instanceof SetupError) throw cause;
    throw new SetupError('identifiers', wrong, { cause });
  }
  if (!isObject(value)) throw new SetupError('identifiers', wrong);
  return new Map(
    Object.entries(value).map(([kind, codes]) => {
      if (!isObject(codes)) throw new SetupError('identifiers', wrong);
      return [kind, new Map(Object.entries(codes).map(([id, code]) => [id, String(code)]))];
    }),
  );
}

function collectText(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Give name=value.');
  return { ...before, [name]: value };
}

/** A value that is no JSON is a text. */
function collectSetting(text: string, before: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const [[name, value] = ['', '']] = Object.entries(collectText(text, {}));
  try {
    return { ...before, [name]: JSON.parse(value) as unknown };
  } catch {
    return { ...before, [name]: value };
  }
}

const recordsMax = 10_000;

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1 || count > recordsMax)
    throw new InvalidArgumentError(`Give a number from 1 to ${recordsMax}.`);
  return count;
}
