// The files of a process, checked whole: its chart, and where that has no faults, what it makes of orders.
import { existsSync } from 'node:fs';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import { loadPolicies } from '#policies/load.ts';
import { SetupError } from '#postgres/errors.ts';
import { askedPolicies, readAskedPolicy } from '#processes/asked-policies.ts';
import { catalogue } from '#processes/catalogue.ts';
import { checkOrderScenarios } from '#runtime/scenarios/check.ts';
import type { ScenariosChecked } from '#runtime/scenarios/check.ts';
import { checkFiles } from '#statecharts/check-files.ts';
import type { FileProblem, FilesChecked } from '#statecharts/check-files.ts';
import type { ProcessFiles } from '#statecharts/load.ts';

export interface Checked extends FilesChecked {
  /** Null where there are none, or where the chart has to be mended first. */
  readonly cases: Omit<ScenariosChecked, 'problems'> | null;
}

export async function checkProcess(files: ProcessFiles, policyFolder: string): Promise<Checked> {
  const checked = checkFiles(files, catalogue);
  const last = files.versions.at(-1);
  if (checked.definition === null || last === undefined || files.caseScenarios.length === 0)
    return { ...checked, cases: null };
  if (!existsSync(policyFolder))
    throw new SetupError('process', `There is no folder ${policyFolder}: correct --policy-folder.`);
  const policies = loadPolicies(policyFolder);
  const missing = Object.keys(askedPolicies).filter((name) => !policies.some((policy) => policy.name === name));
  if (missing.length > 0)
    throw new SetupError('process', `${policyFolder} lacks policies that orders ask: add ${missing.join(', ')}.`);
  const faults = policies.flatMap(({ versions }) => versions.slice(-1).flatMap(faultsOf));
  if (faults.length > 0) return { ...checked, cases: null, problems: [...checked.problems, ...faults] };
  const over = { definition: checked.definition, content: last.text, policies };
  const { problems, ...cases } = await checkOrderScenarios(files.caseScenarios, over, createValidator(loadContracts()));
  return { ...checked, cases, problems: [...checked.problems, ...problems] };
}

/** Scenarios are played with policies that may be put in force. */
function faultsOf({ path, text }: { readonly path: string; readonly text: string }): FileProblem[] {
  const read = readAskedPolicy(text);
  return 'problems' in read ? read.problems.map((problem) => ({ ...problem, path })) : [];
}
