// Versions of processes and policies, put in force. A version is checked before it is kept and never changes afterwards.
import { definitionKey } from '#catalog/model.ts';
import type { DefinitionVersion } from '#catalog/model.ts';
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { write } from '#kernel/layer.ts';
import { readPolicy } from '#policies/read-policy.ts';
import { readDefinition } from '#statecharts/read.ts';
import { catalogue } from './catalogue.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import type { Command, Message } from './message.ts';

/** Policies that the effects of a process ask. */
export const askedPolicies = [
  'order-holds',
  'order-allocation',
  'backorder-fairness',
  'release-timing',
  'deviation-severity',
  'service-recovery',
  'recovery-cost',
] as const;

export function putDefinition(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'definition.put' }>,
): DefinitionVersion | Rejection {
  const { definition } = command;
  const key = definitionKey(definition);
  const known = context.catalog.definition(key);
  const read = readHash(definition);
  if (isRejection(read)) return read;
  if (known !== undefined && known.hash !== read.hash)
    return reject('definition_version_fixed', `${key} is kept with another content.`, { pointer: '/content' });
  if (definition.active && definition.kind === 'process') {
    const missing = askedPolicies.filter((name) => context.catalog.activeDefinition('policy', name) === undefined);
    if (missing.length > 0)
      return reject('policy_not_active', `The process asks ${missing.join(', ')}.`, { facts: { policies: missing } });
  }
  const kept: DefinitionVersion = { ...definition, ...read };
  if (known !== undefined && known.active === kept.active) return known;
  const before = context.catalog.activeDefinition(definition.kind, definition.name);
  if (kept.active && before !== undefined && before.version !== kept.version)
    write(draft.definitions, definitionKey(before), { ...before, active: false });
  write(draft.definitions, key, kept);
  const { kind, name, version, active } = kept;
  draft.entries.push(
    entryOf(
      message,
      'definition.put.v1',
      key,
      [{ type: 'definition', id: key, qualifier: active ? 'activated' : 'kept' }],
      {
        kind,
        name,
        version,
        active,
        hash: read.hash,
        owner: read.owner,
      },
    ),
  );
  return kept;
}

/** The hash is that of the content, whatever the sender says; the name and version are those in it. */
function readHash(definition: DefinitionVersion): { hash: string; owner: string } | Rejection {
  const read =
    definition.kind === 'process' ? readDefinition(definition.content, catalogue) : readPolicy(definition.content);
  if ('problems' in read) {
    const [first] = read.problems;
    return reject(
      'definition_invalid',
      first === undefined ? 'The definition is not valid.' : `Line ${first.line}: ${first.message}`,
      { pointer: '/content', facts: { problems: read.problems } },
    );
  }
  const of =
    'definition' in read
      ? { ...read.definition, name: read.definition.process }
      : { ...read.policy, name: read.policy.policy };
  if (of.name !== definition.name || of.version !== definition.version)
    return reject('definition_invalid', `The content is ${of.name}/${of.version}.`, { pointer: '/content' });
  return { hash: of.hash, owner: of.owner };
}
