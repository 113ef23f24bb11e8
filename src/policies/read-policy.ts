// A policy out of its text, or everything that is wrong with it: its shape, the words of its cells, and what the table as a
// whole leaves open, decides twice or can never reach.
import { contentHash } from '#statecharts/content-hash.ts';
import { checkCoverage } from './check.ts';
import { columnOf } from './column.ts';
import { readHead } from './head.ts';
import type { Policy, PolicyProblem } from './model.ts';
import { readObject, readValue } from './report.ts';
import { readRules } from './rules.ts';
import { readTable } from './table.ts';

export type PolicyRead = { readonly policy: Policy } | { readonly problems: readonly PolicyProblem[] };

export function readPolicy(text: string): PolicyRead {
  const problems: PolicyProblem[] = [];
  const read = readValue(text, problems);
  if (read === undefined) return { problems };
  const { value, say } = read;
  const document = readObject(value, { pointer: '', needed: ['contentType', 'policy', 'nodes', 'edges'] }, say);
  const head = document && readHead(document['policy'], say);
  const table = head && readTable(document, head, say);
  if (head === undefined || table === undefined || problems.length > 0) return { problems };
  const { rules, inputs } = readRules(head, table, say);
  if (problems.length > 0) return { problems };
  const columns = inputs.map((input) =>
    columnOf(
      input,
      rules.map(({ when }) => when[input.name] ?? ''),
      head.inputs,
    ),
  );
  const policy: Policy = { ...head, columns, rules, hash: contentHash(value), source: value };
  for (const { rule, message, fix } of checkCoverage(policy))
    say(`${table.pointer}/rules${rule === null ? '' : `/${rule}`}`, message, fix);
  return problems.length === 0 ? { policy } : { problems };
}
