// The decision table out of a JDM document: input node, one table, output node, and nothing that could compute on its own.
import { limits } from '#kernel/limits.ts';
import { escapePointer } from '#statecharts/json-text.ts';
import type { Head } from './model.ts';
import { isObject, readChoice, readList, readObject, readWords } from './report.ts';
import type { Say } from './report.ts';

export interface TableColumn {
  readonly id: string;
  /** The input it looks at, or the output it fills. */
  readonly field: string;
  readonly pointer: string;
}

export interface TableRule {
  readonly id: string;
  readonly description: string;
  readonly pointer: string;
  /** By the id of the column, without blanks around. */
  readonly cells: ReadonlyMap<string, string>;
}

export interface Table {
  readonly pointer: string;
  readonly inputs: readonly TableColumn[];
  readonly outputs: readonly TableColumn[];
  readonly rules: readonly TableRule[];
}

export const jdmType = 'application/vnd.gorules.decision';
const nodeTypes = ['inputNode', 'decisionTableNode', 'outputNode'] as const;
/** What the editor writes when nothing was chosen. Anything else would change what the table gives. */
const neutral: Readonly<Record<string, readonly unknown[]>> = {
  passThrough: [false],
  passThorough: [false],
  inputField: [null, ''],
  outputPath: [null, ''],
  executionMode: ['single'],
};

/** `jdm`: the whole document, its keys known. */
export function readTable(jdm: Readonly<Record<string, unknown>>, head: Head, say: Say): Table | undefined {
  readChoice(jdm['contentType'], [jdmType], '/contentType', say);
  const places = readNodes(jdm['nodes'], say);
  if (places === undefined) return undefined;
  checkEdges(jdm['edges'], places.ids, say);
  return readContent(places.content, `/nodes/${places.table}/content`, head, say);
}

interface Places {
  readonly table: number;
  readonly content: unknown;
  /** Of the input, the table and the output node. */
  readonly ids: readonly unknown[];
}

function readNodes(value: unknown, say: Say): Places | undefined {
  const nodes = readList(value, '/nodes', say).map((node, index) => {
    const keys = { pointer: `/nodes/${index}`, needed: ['id', 'type', 'name'], allowed: ['position', 'content'] };
    return readObject(node, keys, say);
  });
  const types: readonly string[] = nodeTypes;
  for (const [index, node] of nodes.entries())
    if (node !== undefined && !types.includes(String(node['type'])))
      say(`/nodes/${index}/type`, unfitNode(String(node['type'])), 'Keep one decision table between input and output.');
  const found = nodeTypes.map((type) => nodes.filter((node) => node?.['type'] === type));
  for (const [index, type] of nodeTypes.entries())
    if (found[index]?.length !== 1)
      say('/nodes', `a policy has exactly one ${type}`, 'Keep one decision table between input and output.');
  const [input, table, output] = found.map(([node]) => node);
  for (const node of [input, output]) checkPlainNode(node, nodes.indexOf(node), say);
  if (input === undefined || table === undefined || output === undefined) return undefined;
  return { table: nodes.indexOf(table), content: table['content'], ids: [input['id'], table['id'], output['id']] };
}

function unfitNode(type: string): string {
  if (type === 'functionNode') return 'a function node runs code, and a policy is data';
  return `a ${type} is not part of a policy`;
}

/** The editor lets a schema be put here; what may come in and go out is said in the head, once. */
function checkPlainNode(node: Readonly<Record<string, unknown>> | undefined, index: number, say: Say): void {
  const content = node?.['content'];
  if (content === undefined) return;
  const { schema = '' } = isObject(content) ? content : { schema: content };
  if (schema !== '' && schema !== null)
    say(
      `/nodes/${index}/content`,
      'this node has content of its own',
      'Remove it, and say what may come in and go out.',
    );
}

function checkEdges(value: unknown, [input, table, output]: readonly unknown[], say: Say): void {
  const wanted = new Set([`${String(input)} ${String(table)}`, `${String(table)} ${String(output)}`]);
  for (const [index, inner] of readList(value, '/edges', say).entries()) {
    const pointer = `/edges/${index}`;
    const edge = readObject(
      inner,
      { pointer, needed: ['id', 'sourceId', 'targetId'], allowed: ['type', 'sourceHandle', 'targetHandle'] },
      say,
    );
    if (edge !== undefined && !wanted.delete(`${String(edge['sourceId'])} ${String(edge['targetId'])}`))
      say(pointer, 'this edge is not from input to table or from table to output, or is there twice', 'Remove it.');
  }
  if (wanted.size > 0)
    say('/edges', 'the table is not joined to the input and the output', 'Join input to table and table to output.');
}

function readContent(value: unknown, pointer: string, head: Head, say: Say): Table | undefined {
  const keys = { pointer, needed: ['hitPolicy', 'inputs', 'outputs', 'rules'], allowed: Object.keys(neutral) };
  const content = readObject(value, keys, say);
  if (content === undefined) return undefined;
  for (const [key, fine] of Object.entries(neutral))
    if (key in content && !fine.includes(content[key]))
      say(`${pointer}/${key}`, `${key} would change what the table gives`, 'Remove it.');
  const hit = head.hit === 'collect' ? 'collect' : 'first';
  if (content['hitPolicy'] !== hit)
    say(
      `${pointer}/hitPolicy`,
      `hitPolicy is ${JSON.stringify(content['hitPolicy'])}, and a policy that is "${head.hit}" needs "${hit}"`,
      `Write "${hit}", or correct the policy.`,
    );
  const inputs = readColumns(content['inputs'], `${pointer}/inputs`, say);
  const outputs = readColumns(content['outputs'], `${pointer}/outputs`, say);
  const ids = [...inputs, ...outputs].map(({ id }) => id);
  if (new Set(ids).size < ids.length || ids.includes('_id') || ids.includes('_description'))
    say(`${pointer}/inputs`, 'two columns have one id', 'Give each column, input or output, an id of its own.');
  const rules = readRules(content['rules'], { pointer: `${pointer}/rules`, ids }, say);
  return { pointer, inputs, outputs, rules };
}

function readColumns(value: unknown, pointer: string, say: Say): TableColumn[] {
  return readList(value, pointer, say).flatMap((inner, index) => {
    const at = `${pointer}/${index}`;
    const column = readObject(inner, { pointer: at, needed: ['id', 'name', 'field'], allowed: ['type'] }, say);
    if (column === undefined) return [];
    if ('type' in column) readChoice(column['type'], ['expression'], `${at}/type`, say);
    readWords(column['name'], `${at}/name`, say);
    const id = readWords(column['id'], `${at}/id`, say);
    return [{ id, field: readWords(column['field'], `${at}/field`, say), pointer: at }];
  });
}

/** The engine skips a rule that lacks a cell, in silence; so every cell is asked for, if only to be empty. */
function readRules(
  value: unknown,
  { pointer, ids }: { pointer: string; ids: readonly string[] },
  say: Say,
): TableRule[] {
  const known = new Set<string>();
  return readList(value, pointer, say).flatMap((inner, index) => {
    const at = `${pointer}/${index}`;
    const rule = readObject(inner, { pointer: at, needed: ['_id', '_description', ...ids] }, say);
    if (rule === undefined) return [];
    const id = readWords(rule['_id'], `${at}/_id`, say);
    if (known.has(id)) say(`${at}/_id`, `another rule is called "${id}"`, 'Give each rule a name of its own.');
    known.add(id);
    const description = readWords(rule['_description'], `${at}/_description`, say);
    const cells = new Map<string, string>();
    for (const column of ids) {
      const cell = rule[column];
      cells.set(column, readCellText(cell, `${at}/${escapePointer(column)}`, say));
    }
    return [{ id, description, pointer: at, cells }];
  });
}

function readCellText(value: unknown, pointer: string, say: Say): string {
  if (typeof value !== 'string') {
    say(pointer, 'a cell is a text', 'Put the expression in quotes.');
    return '';
  }
  const most = limits.policyCellCharactersMax;
  if (value.length > most) say(pointer, `a cell has at most ${most} characters`, 'Divide the rule into several.');
  return value.trim();
}
