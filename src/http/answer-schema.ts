// How the schemas of answers are written: one word for each kind of value, every field described.
import type { JsonSchema } from '#contracts/schema.ts';

export type Properties = Readonly<Record<string, JsonSchema>>;

export const text = (description: string): JsonSchema => ({ type: 'string', description });
export const number = (description: string): JsonSchema => ({ type: 'number', description });
export const integer = (description: string): JsonSchema => ({ type: 'integer', description });
export const flag = (description: string): JsonSchema => ({ type: 'boolean', description });
export const instant = (description: string): JsonSchema => ({ type: 'string', format: 'date-time', description });
export const date = (description: string): JsonSchema => ({ type: 'string', format: 'date', description });
export const words = (list: readonly string[], description: string): JsonSchema => ({
  type: 'string',
  enum: list,
  description,
});
export const listOf = (items: JsonSchema, description: string): JsonSchema => ({ type: 'array', items, description });
export const open = (description: string): JsonSchema => ({ type: 'object', additionalProperties: true, description });
export const orNull = (schema: JsonSchema): JsonSchema => {
  const { description = '', ...rest } = schema;
  return { anyOf: [rest, { type: 'null' }], description };
};
export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** How the API shows an amount; null where nobody knows one. */
export const money = orNull(object('Money', { amount: text('Decimal string.'), currency: text('ISO 4217.') }));

/** Every field is there unless it is listed as optional. */
export function object(title: string, properties: Properties, optional: readonly string[] = []): JsonSchema {
  return {
    title,
    type: 'object',
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
    additionalProperties: false,
  };
}
