// A routing is put in force only if each of its rules leads somewhere. That is known here, and not when the turn that put it in
// force is decided again later.
import type pg from 'pg';
import { brokenRoutes } from '#connections/routes.ts';
import { reject } from '#kernel/rejection.ts';
import { readAskedPolicy, ruleAt } from '#processes/asked-policies.ts';
import { routingPolicy } from '#processes/routing.ts';
import { readJson } from '#statecharts/json-text.ts';
import type { DefinitionRequest } from './bodies.ts';
import { textOf } from './messages.ts';
import { ProblemError, rejectionProblem } from './problems.ts';

/** Throws what leads nowhere, each with its place. What cannot be read is refused by the turn, with every fault. */
export async function requireRoutes(
  pool: pg.Pool,
  { kind, name, content, active }: Omit<DefinitionRequest, 'version'>,
): Promise<void> {
  if (kind !== 'policy' || name !== routingPolicy || !active) return;
  const text = textOf(content);
  const read = readAskedPolicy(text);
  if ('problems' in read) return;
  const broken = await brokenRoutes(pool, read.policy);
  if (broken.length === 0) return;
  const json = readJson(text);
  const errors = broken.map(({ rule, id, detail, fix }) => {
    const pointer = ruleAt(read.policy, rule);
    const place = 'json' in json ? json.json.placeOf(pointer) : {};
    return { pointer: `/content${pointer}`, detail: `the rule "${id}" leads nowhere: ${detail}`, fix, ...place };
  });
  const said = errors.map(({ detail }) => detail).join('; ');
  throw new ProblemError(rejectionProblem(reject('definition_invalid', `${said}.`, { errors })));
}
