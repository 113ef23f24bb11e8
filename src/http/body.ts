// Bodies: parsed once as JSON, guarded against keys that would change prototypes, then checked by the contract of the route.
import type { FastifyInstance } from 'fastify';
import type { ContractName, Validator } from '#contracts/validate.ts';
import { contracts } from '#contracts/registry.ts';
import type { BodyValidator, OwnBodyName } from './bodies.ts';
import { documentInvalid } from './document-invalid.ts';
import { ProblemError, refuse } from './problems.ts';

const jsonTypes = ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'];

export function addBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(jsonTypes, { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, parse(String(text)));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse('malformed_json', `The body is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  // Only a text that could hold such a key (escapes could hide its letters), or be nested deep, is walked through.
  if (text.length > shortCharacters || /__proto__|constructor|\\u/.test(text)) checkShape(value, 1);
  return value;
}

const depthMax = 64;
const shortCharacters = 8_192;

function checkShape(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > depthMax) throw refuse('malformed_json', `The body is nested deeper than ${depthMax} levels.`);
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    const poisoned =
      key === '__proto__' ||
      (key === 'constructor' && typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype'));
    if (poisoned)
      throw refuse(
        'malformed_json',
        'The body has a key that is allowed nowhere: __proto__, or constructor with a prototype.',
      );
    checkShape(inner, depth + 1);
  }
}

export interface Expected {
  readonly body?: ContractName | OwnBodyName;
  readonly bodyOptional?: true;
}

/** The body as the route's contract has it, or the problem that names every field at fault. */
export function checkBody(
  validators: { readonly contracts: Validator; readonly own: BodyValidator },
  route: Expected,
  given: unknown,
): unknown {
  const { body: name, bodyOptional } = route;
  if (name === undefined) return undefined;
  if (given === undefined || given === null) {
    if (bodyOptional === true && given !== null) return {};
    throw refuse('document_invalid', 'The request has no body.', {
      errors: [{ pointer: '', detail: 'The body is missing.', fix: 'Send a JSON document.' }],
    });
  }
  if (name === 'events') return given;
  // A list of orders may come bare.
  const value = name === 'order-batch' && Array.isArray(given) ? { orders: given } : given;
  const checked = isContract(name) ? validators.contracts.validate(name, value) : validators.own.validate(name, value);
  if (!checked.ok) throw new ProblemError(documentInvalid(checked.errors));
  return checked.value;
}

function isContract(name: ContractName | OwnBodyName): name is ContractName {
  return Object.hasOwn(contracts, name);
}
