// The words for each kind of problem. What a value should be is said by the schema itself: its title, description and examples.
import { formsIn, namesIn } from './ajv.ts';
import type { Finding } from './ajv.ts';
import { escapeKey } from './schema.ts';
import type { JsonSchema, SchemaIndex } from './schema.ts';
import { closest } from './spelling.ts';

export interface Words {
  /** From the value that Ajv names to the one that is meant: a field that is missing or too many. */
  readonly at: string;
  /** Follows the pointer in a sentence. */
  readonly what: string;
  readonly fix: string;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text in quotes',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false, without quotes',
  array: 'a list in square brackets',
  object: 'an object in curly braces',
  null: 'null',
};

/** Names shown back to the sender are cut: they may be of any length. */
const nameCharactersMax = 64;

export function wordsFor(error: Finding, index: SchemaIndex): Words {
  const schema = index.resolve(error.parentSchema);
  const { keyword } = error;
  const params: Readonly<Record<string, unknown>> = error.params;
  const limit = String(params['limit']);
  const title = schema.title ?? 'value';
  const here = (what: string, fix: string): Words => ({ at: '', what, fix: `${fix}.${example(schema)}` });

  switch (keyword) {
    case 'required':
      return missing(String(params['missingProperty']), schema, index);
    case 'additionalProperties':
      return unknownField(String(params['additionalProperty']), schema);
    case 'propertyNames':
      return badName(String(params['propertyName']), index.resolve(namesIn(error)));
    case 'type':
      return here(`must be ${typeName(params['type'])}`, `Send ${typeName(params['type'])}`);
    case 'const':
      return here(
        `must be ${JSON.stringify(params['allowedValue'])}`,
        `Send ${JSON.stringify(params['allowedValue'])}`,
      );
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly unknown[]).join(', ');
      return { at: '', what: `must be one of ${allowed}`, fix: `Send one of ${allowed}.` };
    }
    case 'minimum':
      return here(`must be ${limit} or more`, `Send a number that is ${limit} or more`);
    case 'exclusiveMinimum':
      return here(
        `must be greater than ${limit}`,
        limit === '0' ? 'Send a positive number' : `Send a number greater than ${limit}`,
      );
    case 'maximum':
      return here(`must be ${limit} or less`, `Send a number that is ${limit} or less`);
    case 'minLength':
      return limit === '1'
        ? here('must not be empty', 'Send the value, or leave the field out when it is optional')
        : here(`must have at least ${limit} characters`, `Send at least ${limit} characters`);
    case 'maxLength':
      return here(`must have at most ${limit} characters`, `Shorten it to ${limit} characters`);
    case 'minItems':
      return here(`must have at least ${limit} ${entries(limit)}`, `Send ${limit} ${entries(limit)} or more`);
    case 'maxItems':
      return here(
        `must have at most ${limit} ${entries(limit)}`,
        `Send at most ${limit} ${entries(limit)}, or split it`,
      );
    case 'minProperties':
      return here(
        limit === '1' ? 'must have at least one field' : `must have at least ${limit} fields`,
        `Send at least one of ${fieldsOf(schema)}`,
      );
    case 'maxProperties':
      return here(`must have at most ${limit} fields`, `Leave out all but ${limit} fields`);
    case 'uniqueItems':
      return here('must not have the same entry twice', 'Send each entry once');
    case 'pattern':
    case 'format':
      return here(`must be a valid ${title}`, `Send another value${meaning(schema)}`);
    case 'not':
      return here(`must not be ${notWhat(schema)}`, `Send another value than ${notWhat(schema)}`);
    case 'anyOf':
      return alternatives(formsIn(error), schema, here);
    default:
      // A keyword that no contract uses yet: Ajv's own words are true, if technical.
      return here(error.message, `Send a valid ${title}`);
  }
}

function missing(name: string, parent: JsonSchema, index: SchemaIndex): Words {
  const field = index.resolve(parent.properties?.[name] ?? {});
  return { at: `/${escapeKey(name)}`, what: 'is missing', fix: `Add it${meaning(field)}.${example(field)}` };
}

function unknownField(name: string, parent: JsonSchema): Words {
  const shown = name.slice(0, nameCharactersMax);
  const meant = closest(shown, Object.keys(parent.properties ?? {}));
  return {
    at: `/${escapeKey(shown)}`,
    what: 'is not a field here',
    fix:
      meant === undefined
        ? `Remove it. The fields here are ${fieldsOf(parent)}.`
        : `Did you mean ${meant}? Otherwise remove it.`,
  };
}

function badName(name: string, names: JsonSchema): Words {
  return {
    at: `/${escapeKey(name.slice(0, nameCharactersMax))}`,
    what: `has a name that is not a valid ${names.title ?? 'name'}`,
    fix: `Rename it${meaning(names)}.${example(names)}`,
  };
}

function alternatives(
  forms: readonly JsonSchema[],
  schema: JsonSchema,
  here: (what: string, fix: string) => Words,
): Words {
  const required = forms.flatMap((form) => form.required ?? []);
  if (required.length === forms.length) {
    return {
      at: '',
      what: `must have at least one of ${required.join(', ')}`,
      fix: `Add ${required.join(', ')} or several.`,
    };
  }
  return here(`must be a valid ${schema.title ?? 'value'}`, `Send another value${meaning(schema)}`);
}

function typeName(type: unknown): string {
  return typeNames[String(type)] ?? String(type);
}

function fieldsOf(schema: JsonSchema): string {
  return Object.keys(schema.properties ?? {}).join(', ');
}

function entries(limit: string): string {
  return limit === '1' ? 'entry' : 'entries';
}

function notWhat(schema: JsonSchema): string {
  return JSON.stringify(schema.not?.const ?? schema.not);
}

/** What the schema says the value is, to follow the words that say what to do. */
function meaning({ description }: JsonSchema): string {
  return description === undefined ? '' : `: ${description.replace(/\.$/, '')}`;
}

function example({ examples = [] }: JsonSchema): string {
  const [first] = examples;
  return first === undefined ? '' : ` Example: ${JSON.stringify(first)}.`;
}
