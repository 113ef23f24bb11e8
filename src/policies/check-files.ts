// All that can be wrong with the files of a policy: its versions, their names, the golden cases of the last, its README.
import { checkCases } from './cases.ts';
import type { PolicyFiles } from './load.ts';
import type { Policy, PolicyProblem } from './model.ts';
import type { PolicyRead } from './read-policy.ts';

export type FileProblem = PolicyProblem & { readonly path: string };

export interface FilesChecked {
  readonly name: string;
  /** The last version, if it can be read. */
  readonly policy: Policy | null;
  readonly cases: number;
  readonly problems: readonly FileProblem[];
}

/** `read` may know more of a policy than what it says itself: who asks it. */
export function checkFiles(
  { name, folder, versions, cases, isDescribed }: PolicyFiles,
  read: (text: string) => PolicyRead,
): FilesChecked {
  const problems: FileProblem[] = [];
  const say = (path: string, message: string, fix: string): void =>
    void problems.push({ path, pointer: '', line: 1, column: 1, message, fix });
  if (versions.length === 0) say(folder, 'this folder has no table', 'Put the first version there, as v1.json.');
  if (!isDescribed) say(folder, 'this policy has no README.md', 'Say there what its columns mean and who changes it.');
  if (cases === null) say(folder, 'this policy has no golden cases', 'Add cases.json with a case for each rule.');
  let policy: Policy | null = null;
  for (const { path, text, version } of versions) {
    const found = read(text);
    policy = 'policy' in found ? found.policy : null;
    if ('problems' in found) problems.push(...found.problems.map((problem) => ({ ...problem, path })));
    else if (found.policy.policy !== name || found.policy.version !== version)
      say(
        path,
        `this file holds ${found.policy.policy} v${found.policy.version}`,
        'Correct name and version, or move the file.',
      );
  }
  if (cases === null || policy === null) return { name, policy, cases: 0, problems };
  const golden = checkCases(cases.text, policy);
  problems.push(...golden.problems.map((problem) => ({ ...problem, path: cases.path })));
  return { name, policy, cases: golden.count, problems };
}
