// Versions of processes, policies and mappings, put in force. A version is checked before it is kept and never changes afterwards.
import { definitionKey } from '#catalog/model.ts';
import type { DefinitionVersion } from '#catalog/model.ts';
import assert from '#kernel/assert.ts';
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { write } from '#kernel/layer.ts';
import type { MappingProblem } from '#mappings/model.ts';
import { readMapping } from '#mappings/read-mapping.ts';
import { readDefinition } from '#statecharts/read.ts';
import { askedPolicies, readAskedPolicy } from './asked-policies.ts';
import { catalogue } from './catalogue.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import type { Command, Message } from './message.ts';

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
    const missing = Object.keys(askedPolicies).filter(
      (name) => context.catalog.activeDefinition('policy', name) === undefined,
    );
    if (missing.length > 0)
      return reject('policy_not_active', `The process asks ${missing.join(', ')}.`, { facts: { policies: missing } });
  }
  // Laid out otherwise it is the same version: what was kept first stays.
  const kept: DefinitionVersion = { ...(known ?? definition), ...read, active: definition.active };
  if (known !== undefined && known.active === kept.active) return known;
  if (known?.active === true && known.kind === 'policy' && Object.hasOwn(askedPolicies, known.name))
    return reject('policy_in_use', `Orders in a process ask ${known.name}.`, { pointer: '/active' });
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
  const read = readContent(definition);
  if ('problems' in read) {
    const [first, ...others] = read.problems;
    assert(first !== undefined, 'what cannot be read says why');
    const more = others.length === 0 ? '' : ` ${others.length} more in errors.`;
    return reject('definition_invalid', `Line ${first.line}: ${first.message}.${more}`, {
      errors: read.problems.map(({ pointer, line, column, message, fix }) => {
        return { pointer: `/content${pointer}`, detail: message, fix, line, column };
      }),
    });
  }
  const { of } = read;
  if (of.name !== definition.name || of.version !== definition.version)
    return reject('definition_invalid', `The content is ${of.name}/${of.version}.`, { pointer: '/content' });
  return { hash: of.hash, owner: of.owner };
}

interface Head {
  readonly name: string;
  readonly version: number;
  readonly owner: string;
  readonly hash: string;
}

function readContent({
  kind,
  content,
}: DefinitionVersion): { readonly of: Head } | { readonly problems: readonly MappingProblem[] } {
  switch (kind) {
    case 'process': {
      const read = readDefinition(content, catalogue);
      return 'problems' in read ? read : { of: { ...read.definition, name: read.definition.process } };
    }
    case 'policy': {
      const read = readAskedPolicy(content);
      return 'problems' in read ? read : { of: { ...read.policy, name: read.policy.policy } };
    }
    case 'mapping': {
      // Its golden cases passed before the message came here: a turn runs no expressions.
      const read = readMapping(content);
      return 'problems' in read ? read : { of: { ...read.mapping, hash: read.hash } };
    }
  }
}
