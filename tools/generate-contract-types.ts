// Writes src/contracts/generated/contracts.ts from contracts/. With --check it writes nothing and fails when the file is old.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import { componentName, componentsOf } from '#contracts/components.ts';
import { loadContracts } from '#contracts/load.ts';
import { contracts } from '#contracts/registry.ts';
import type { RegisteredName } from '#contracts/registry.ts';
import { isSchema } from '#contracts/schema.ts';
import type { JsonSchema } from '#contracts/schema.ts';

const target = fileURLToPath(new URL('../src/contracts/generated/contracts.ts', import.meta.url));

const head = `// Generated from contracts/ by tools/generate-contract-types.ts. Change the schemas and run \`npm run generate\`.
`;

/** Keywords that types cannot say; titles and references would be turned into further type names. */
const withoutType = new Set(['title', 'examples', 'default', 'pattern', 'propertyNames', 'not']);

export async function contractTypes(): Promise<string> {
  // References become names, so that each type is declared once and refers to the others.
  const components = componentsOf(loadContracts(), (name) => ({ tsType: name }));
  const declarations: string[] = [];
  for (const [name, schema] of components) {
    declarations.push(
      await compile(typed(schema) as Parameters<typeof compile>[0], name, {
        bannerComment: '',
        additionalProperties: false,
        ignoreMinAndMaxItems: true,
        style: { singleQuote: true, printWidth: 120 },
      }),
    );
  }
  return `${head}\n${declarations.join('\n')}\n${typeByName()}`;
}

/** The schema as far as TypeScript can say it. */
function typed(schema: JsonSchema): JsonSchema {
  const { properties, anyOf, items, additionalProperties, ...rest } = schema;
  const kept = Object.entries(rest).filter(([keyword]) => !withoutType.has(keyword));
  return {
    ...Object.fromEntries(kept),
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, typed(part)])) }),
    // Alternatives that only differ in what is required make no type of their own.
    ...(anyOf === undefined || anyOf.every(isRequirement) ? {} : { anyOf: anyOf.map(typed) }),
    ...(items !== undefined ? { items: typed(items) } : {}),
    // Beside named fields, further ones are kept without being read: the type leaves them out.
    ...(isSchema(additionalProperties) && properties === undefined
      ? { additionalProperties: typed(additionalProperties) }
      : {}),
    ...(isOpenObject(schema) ? { tsType: 'Record<string, unknown>' } : {}),
  };
}

function isRequirement(schema: JsonSchema): boolean {
  return Object.keys(schema).join() === 'required';
}

function isOpenObject(schema: JsonSchema): boolean {
  return schema.type === 'object' && schema.properties === undefined && schema.additionalProperties === undefined;
}

function typeByName(): string {
  const names = (Object.keys(contracts) as RegisteredName[]).filter((name) => contracts[name].kind !== 'values');
  const lines = names.map((name) => `  ${/-/.test(name) ? `'${name}'` : name}: ${componentName(name)};`);
  return `/** The type of each contract by its name. */\nexport interface ContractTypes {\n${lines.join('\n')}\n}\n`;
}

if (import.meta.main) {
  const fresh = await contractTypes();
  if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') !== fresh) {
      console.error(
        'src/contracts/generated/contracts.ts is older than contracts/: run `npm run generate` and commit it.',
      );
      process.exitCode = 1;
    }
  } else {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, fresh);
    console.log(`Wrote ${target}`);
  }
}
