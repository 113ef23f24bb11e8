// Policies asked for a case. Each explanation stays with the journal entry of the message that asked.
import { decide } from '#policies/decide.ts';
import type { Decision, Input } from '#policies/decide.ts';
import { tellable } from '../asked-policies.ts';
import { activePolicy } from '../definitions.ts';
import type { Run } from './run.ts';

export function ask(run: Run, name: string, input: Input): Decision {
  const decision = decide(activePolicy(run.context.catalog, name), tellable(name, input));
  run.decisions.push(decision);
  return decision;
}
