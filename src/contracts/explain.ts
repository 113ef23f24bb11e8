// Turns what Ajv found into problems that a clerk can act on: where, what is wrong, what to send instead.
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import { findings, formsIn } from './ajv.ts';
import type { Finding } from './ajv.ts';
import { wordsFor } from './problem-words.ts';
import type { SchemaIndex } from './schema.ts';

export interface Problem {
  /** JSON pointer (RFC 6901) to the value, or to where it is missing; empty for the whole document. */
  readonly pointer: string;
  readonly message: string;
  readonly fix: string;
}

export type Explain = (errors: readonly Finding[]) => readonly Problem[];

export function problem(pointer: string, what: string, fix: string): Problem {
  return { pointer, message: `${pointer === '' ? wholeDocument : pointer} ${what}`, fix };
}

/** The same problem seen from a document that holds the value at `prefix`, such as one order of a batch. */
export function under(prefix: string, { pointer, message, fix }: Problem): Problem {
  const what = message.slice((pointer === '' ? wholeDocument : pointer).length + 1);
  return problem(`${prefix}${pointer}`, what, fix);
}

const wholeDocument = 'The document';

const problemsMax = 20;
/** Of more, nobody reads the rest; sorting out forms takes time for each. */
const errorsMax = 1_000;

export function createExplain(ajv: Ajv2020, index: SchemaIndex): Explain {
  const formChecks = new Map<string, ValidateFunction>();

  return (errors) => {
    const problems = new Map<string, Problem>();
    for (const error of chosen(errors.slice(0, errorsMax))) {
      // What is wrong with a name is said by the error about the name.
      if (error.propertyName !== undefined && error.keyword !== 'propertyNames') continue;
      const { at, what, fix } = wordsFor(error, index);
      const pointer = `${error.instancePath}${at}`;
      // One value, one problem: the first that Ajv names is the most telling.
      if (problems.has(pointer)) continue;
      problems.set(pointer, problem(pointer, what, fix));
      if (problems.size === problemsMax) break;
    }
    return [...problems.values()];
  };

  /**
   * Of a value that may have several forms, Ajv reports what is wrong with every form. Only the form that the sender meant,
   * to be told by the type of the value, is worth explaining.
   */
  function chosen(errors: readonly Finding[]): readonly Finding[] {
    const left: Finding[] = [];
    for (const error of errors) {
      if (error.keyword !== 'anyOf') {
        left.push(error);
        continue;
      }
      const forms = formsOf(error);
      const ofForms = new Set(forms.flat().map(keyOf));
      // They stand directly before the finding that no form fits.
      while (left.length > 0 && ofForms.has(left.slice(-1).map(keyOf).join())) left.pop();
      const meant = forms.filter((form) => !form.some((inner) => isTypeOfWhole(inner, error)));
      left.push(...(meant.length === 1 && meant[0] !== undefined ? chosen(meant[0]) : [error]));
    }
    return left;
  }

  /** What is wrong with the value in each of its possible forms. */
  function formsOf(error: Finding): readonly (readonly Finding[])[] {
    const address = encodeURI(index.addressOf(error.parentSchema));
    return formsIn(error).map((_, position) =>
      findings(formCheck(`${address}/anyOf/${position}`), error.data).map((inner) => ({
        ...inner,
        instancePath: `${error.instancePath}${inner.instancePath}`,
      })),
    );
  }

  function formCheck(address: string): ValidateFunction {
    let check = formChecks.get(address);
    if (check === undefined) {
      check = ajv.compile({ $ref: address });
      formChecks.set(address, check);
    }
    return check;
  }
}

function keyOf(error: Finding): string {
  return `${error.instancePath} ${error.keyword} ${JSON.stringify(error.params)}`;
}

function isTypeOfWhole(inner: Finding, error: Finding): boolean {
  return inner.keyword === 'type' && inner.instancePath === error.instancePath;
}
