import type { JsonSchema } from '#contracts/schema.ts';

/** One of several forms of settings, told apart by its `kind`. */
export function form(
  kind: string,
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['kind', ...Object.keys(required)],
    properties: { kind: { const: kind }, ...required, ...optional },
  };
}
