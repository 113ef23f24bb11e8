// A policy out of its text, or everything that is wrong with it: its shape, the words of its cells, and what the table as a
// whole leaves open, decides twice or can never reach.
import assert from '#kernel/assert.ts';
import { contentHash } from '#statecharts/content-hash.ts';
import { checkCoverage } from './check.ts';
import { columnOf } from './column.ts';
import { readHead } from './head.ts';
import type { Field, Policy, PolicyProblem, Rule } from './model.ts';
import { readObject, readValue } from './report.ts';
import type { Say } from './report.ts';
import { readRules } from './rules.ts';
import { readTable } from './table.ts';
import type { Table } from './table.ts';

export type PolicyRead = { readonly policy: Policy } | { readonly problems: readonly PolicyProblem[] };

/** A policy that may be put in force. */
export function readPolicy(text: string): PolicyRead {
  const problems: PolicyProblem[] = [];
  const read = compile(text, problems);
  if (read === undefined) return { problems };
  for (const { rule, message, fix } of checkCoverage(read.policy))
    read.say(`${read.table.pointer}/rules${rule === null ? '' : `/${rule}`}`, message, fix);
  return problems.length === 0 ? { policy: read.policy } : { problems };
}

/** A policy in the making: it can be tried, though it may have gaps, overlaps and idle rules. */
export function readDraft(text: string): PolicyRead {
  const problems: PolicyProblem[] = [];
  const read = compile(text, problems);
  return read === undefined ? { problems } : { policy: read.policy };
}

function compile(text: string, problems: PolicyProblem[]): { policy: Policy; table: Table; say: Say } | undefined {
  const read = readValue(text, problems);
  if (read === undefined) return undefined;
  const { value, say } = read;
  const document = readObject(value, { pointer: '', needed: ['contentType', 'policy', 'nodes', 'edges'] }, say);
  const head = document && readHead(document['policy'], say);
  const table = head && readTable(document, head, say);
  if (head === undefined || table === undefined || problems.length > 0) return undefined;
  const { rules, inputs } = readRules(head, table, say);
  if (problems.length > 0) return undefined;
  const columns = inputs.map((input) => {
    const cells = rules.map(({ when }) => cellOf(when, input));
    return columnOf(input, cells, head.inputs);
  });
  return { policy: { ...head, columns, rules, hash: contentHash(value), source: value }, table, say };
}

function cellOf(when: Rule['when'], { name }: Field): string {
  const cell = when[name];
  assert(cell !== undefined, 'a rule has a cell for each column');
  return cell;
}
