// Holds every answer of the end-to-end tests against what openapi.json says of it.
import assert from 'node:assert/strict';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { createAjv } from '#contracts/ajv.ts';
import type { JsonSchema, LoadedContract } from '#contracts/schema.ts';
import { describeApi } from './openapi.ts';
import { routes } from './routes.ts';

export type AnswerCheck = (method: string, url: string, status: number, body: unknown) => void;

export function answerCheck(contracts: readonly LoadedContract[]): AnswerCheck {
  const ajv = createAjv({ strict: false, allErrors: true });
  // As it is sent: without what is undefined.
  const api = JSON.parse(JSON.stringify(describeApi(contracts, { version: '0.0.0' }))) as JsonSchema;
  ajv.addSchema({ $id: 'https://crossdock.dev/openapi', components: api['components'] });
  const checks = new Map<string, ValidateFunction>();
  const checkOf = (name: string): ValidateFunction => {
    let check = checks.get(name);
    if (check === undefined)
      checks.set(name, (check = ajv.compile({ $ref: `https://crossdock.dev/openapi#/components/schemas/${name}` })));
    return check;
  };
  return (method, url, status, body) => {
    const path = url.split('?')[0] ?? '';
    const route = routes.find((row) => row.method === method && formOf(row.path).test(path));
    const answers: Readonly<Record<string, string>> = route?.answers ?? {};
    if (status < 400)
      assert.ok(answers[status], `${method} ${url} answers ${status}, which openapi.json does not name`);
    // Readiness answers in its own form when it is not ready.
    const name = answers[status] ?? (route?.handler === 'ready' ? 'Readiness' : 'Problem');
    const check = checkOf(name);
    assert.ok(
      check(body),
      `${method} ${url} ${status} is no ${name}: ${ajv.errorsText(check.errors)}\n${JSON.stringify(body)}`,
    );
  };
}

function formOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
