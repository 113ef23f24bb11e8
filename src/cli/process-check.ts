// The files of a process, checked whole: its chart, and where that has no faults, what it makes of orders.
import { existsSync } from 'node:fs';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import { loadPolicies } from '#policies/load.ts';
import { SetupError } from '#postgres/errors.ts';
import { catalogue } from '#processes/catalogue.ts';
import { checkOrderScenarios } from '#runtime/scenarios/check.ts';
import type { ScenariosChecked } from '#runtime/scenarios/check.ts';
import { checkFiles } from '#statecharts/check-files.ts';
import type { FilesChecked } from '#statecharts/check-files.ts';
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
  const over = { definition: checked.definition, content: last.text, policies: loadPolicies(policyFolder) };
  const { problems, ...cases } = await checkOrderScenarios(files.caseScenarios, over, createValidator(loadContracts()));
  return { ...checked, cases, problems: [...checked.problems, ...problems] };
}
