// Makes a format out of its definition: settings are checked against its schema before a byte is read or written, so that what
// reads and writes has them typed.
import { createAjv } from '#contracts/ajv.ts';
import type { JsonSchema } from '#contracts/schema.ts';
import { FormatProblem } from './format.ts';
import type { Format, FormatRecord, FormatSettings, Given, SettingsComplaint, Written } from './format.ts';
import type { Bytes } from './source.ts';

/** `Own`: the settings as its schema has them. */
export interface FormatDefinition<Own> {
  readonly name: string;
  readonly title: string;
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** What the schema cannot say; null: all is well. */
  check?(settings: Own): SettingsComplaint | null;
  read(bytes: Bytes, settings: Own): AsyncIterable<FormatRecord>;
  write(value: unknown, settings: Own): Written;
}

const ajv = createAjv({ allErrors: false, verbose: true });

export function defineFormat<Own>(definition: FormatDefinition<Own>): Format {
  const settings: JsonSchema = {
    type: 'object',
    properties: definition.properties,
    required: definition.required ?? [],
    additionalProperties: false,
  };
  const isValid = ajv.compile({
    ...settings,
    properties: { ...definition.properties, name: { type: 'string', const: definition.name } },
  });

  function check(all: FormatSettings): SettingsComplaint | null {
    if (!isValid(all)) {
      const [error] = isValid.errors ?? [];
      const extra: unknown = error?.params['additionalProperty'];
      return {
        pointer: error?.instancePath ?? '',
        detail: `The setting ${error?.message ?? 'is wrong'}${typeof extra === 'string' ? `: "${extra}"` : ''}.`,
        fix: `Correct it: the settings of the format ${definition.name} are listed in the guide on formats.`,
      };
    }
    return definition.check?.(all as Own) ?? null; // The schema of Own has let it through.
  }

  function own(all: FormatSettings, given: Given | undefined): Own {
    const complaint = check(all);
    // The schema of Own has let the settings through; what is given beside them comes from our own code.
    if (complaint === null) return (given === undefined ? all : { ...all, ...given }) as Own;
    const { pointer, detail, fix } = complaint;
    throw new FormatProblem({ place: `settings of the format${pointer === '' ? '' : ` at ${pointer}`}`, detail, fix });
  }

  return {
    name: definition.name,
    title: definition.title,
    settings,
    check,
    // Handed on as it is: a generator around it would cost as much again for each record.
    read: (bytes, all, given) => ({
      [Symbol.asyncIterator]: () => definition.read(bytes, own(all, given))[Symbol.asyncIterator](),
    }),
    write: (value, all, given) => definition.write(value, own(all, given)),
  };
}
