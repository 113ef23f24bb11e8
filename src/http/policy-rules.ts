// What rules of policies say in words, for entries that quote their ids. A version never changes, so it is read once.
import type pg from 'pg';
import { readDefinitionVersion } from '#catalog/store.ts';
import { readDraft } from '#policies/read-policy.ts';

type RuleOf = (policy: string, id: string) => string | undefined;

/** Versions kept in memory; there are a few of each policy. */
const versionsMax = 500;

export function policyRules(pool: pg.Pool): (policies: readonly string[]) => Promise<RuleOf> {
  const known = new Map<string, ReadonlyMap<string, string>>();

  async function load(policy: string): Promise<void> {
    const [name = '', version] = policy.split('/');
    const found = await readDefinitionVersion(pool, { kind: 'policy', name, version: Number(version) });
    const read = found === undefined ? undefined : readDraft(found.content);
    if (read === undefined || 'problems' in read) return; // Kept no more, or in an older form: its rules stay without words.
    if (known.size >= versionsMax) known.clear();
    known.set(policy, new Map(read.policy.rules.map(({ id, description }) => [id, description])));
  }

  return async (policies) => {
    for (const policy of new Set(policies)) if (!known.has(policy)) await load(policy);
    return (policy, id) => known.get(policy)?.get(id);
  };
}
