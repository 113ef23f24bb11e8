// A chart walked through by hand: events one after the other, with facts that stay as they are given.
import { SetupError } from '#postgres/errors.ts';
import type { Consult } from '#statecharts/machine.ts';
import type { Definition, Facts, Step } from '#statecharts/model.ts';
import { startWith, stepWith, verdictOf } from '#statecharts/step.ts';

export interface Simulated extends Step {
  /** null begins the case. */
  readonly event: string | null;
  /** What the guards answered that were asked. */
  readonly guards: Readonly<Record<string, boolean>>;
}

export function simulate(definition: Definition, events: readonly string[], facts: Facts): Simulated[] {
  checkFacts(definition, facts);
  let guards: Record<string, boolean> = {};
  const verdict = verdictOf(definition, facts);
  const consult: Consult = (guard) => {
    const missing = definition.guards[guard]?.reads.filter((fact) => !Object.hasOwn(facts, fact)) ?? [];
    if (missing.length > 0)
      throw new SetupError('process', `The guard "${guard}" reads ${missing.join(', ')}: say it in --facts.`);
    return (guards[guard] = verdict(guard));
  };
  const steps: Simulated[] = [{ ...startWith(definition, consult), event: null, guards }];
  for (const event of events) {
    const { value } = steps.at(-1) ?? {};
    if (value === undefined) break;
    guards = {};
    steps.push({ ...stepWith(definition, value, event, consult), event, guards });
  }
  return steps;
}

function checkFacts(definition: Definition, facts: Facts): void {
  for (const [name, value] of Object.entries(facts)) {
    const type = definition.facts[name];
    if (type === undefined)
      throw new SetupError(
        'process',
        `${definition.process} knows no fact "${name}"; it knows ${Object.keys(definition.facts).join(', ')}.`,
      );
    if (typeof value !== type)
      throw new SetupError('process', `The fact ${name} is a ${type}, and --facts gives ${JSON.stringify(value)}.`);
  }
}
