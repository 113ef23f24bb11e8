// The scenarios of a process of orders, played over the definitions they are to hold for: where they and what happens part, and
// which transitions of the chart they take.
import type { Validator } from '#contracts/validate.ts';
import type { PolicyFiles } from '#policies/load.ts';
import { processOf } from '#processes/definitions.ts';
import type { FileProblem } from '#statecharts/check-files.ts';
import { uncovered } from '#statecharts/coverage.ts';
import type { DefinitionText } from '#statecharts/load.ts';
import type { Definition } from '#statecharts/model.ts';
import { takenSoFar } from '#statecharts/step.ts';
import type { Command } from '#processes/message.ts';
import { masterData, ScenarioNetwork, setUp } from './network.ts';
import { playScenario } from './play.ts';
import { readOrderScenario } from './read.ts';

export interface ScenariosChecked {
  readonly scenarios: number;
  /** Ids of the transitions that no scenario takes. */
  readonly uncovered: readonly string[];
  readonly problems: readonly FileProblem[];
}

export interface PlayedOver {
  /** Without faults. */
  readonly definition: Definition;
  readonly content: string;
  /** The last version of each is in force. */
  readonly policies: readonly PolicyFiles[];
}

export async function checkOrderScenarios(
  files: readonly DefinitionText[],
  over: PlayedOver,
  validator: Validator,
): Promise<ScenariosChecked> {
  const problems: FileProblem[] = [];
  const writes = await setUp(masterData(definitionsOf(over)));
  const first = await new ScenarioNetwork().open(writes);
  // Cases are compiled to this one, in every network: what they take adds up.
  const definition = processOf(first.store.catalog, over.definition);
  for (const { path, text } of files) {
    const read = readOrderScenario(text, validator);
    if ('problems' in read) {
      problems.push(...read.problems.map((problem) => ({ ...problem, path })));
      continue;
    }
    const { scenario, placeOf } = read;
    const network = await new ScenarioNetwork().open(writes);
    for (const { pointer, message } of await playScenario(network, scenario))
      problems.push({
        ...placeOf(pointer),
        path,
        pointer,
        message: `${scenario.name}: ${message}`,
        fix: 'Correct the chart or a policy, or what is expected of them.',
      });
  }
  const left = uncovered(definition, takenSoFar(definition)).map(({ id }) => id);
  return { scenarios: files.length, uncovered: left, problems };
}

/** The policies first: a process is put in force after those it asks. */
function definitionsOf({ definition, content, policies }: PlayedOver): Command[] {
  const put = (kind: 'policy' | 'process', name: string, version: number, text: string): Command => ({
    type: 'definition.put',
    definition: { kind, name, version, content: text, hash: '', owner: '', active: true },
  });
  return [
    ...policies.flatMap(({ name, versions }) =>
      versions.slice(-1).map((one) => put('policy', name, one.version, one.text)),
    ),
    put('process', definition.process, definition.version, content),
  ];
}
