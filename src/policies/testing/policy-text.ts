// Small policies for tests, as the text of their document.
import { jdmType } from '../table.ts';

export interface Made {
  readonly hit?: 'first' | 'unique' | 'collect';
  readonly inputs?: Readonly<Record<string, object>>;
  readonly outputs?: Readonly<Record<string, object>>;
  /** Each rule: its cells by field, input or output. What is left out is empty. */
  readonly rules: readonly Readonly<Record<string, string>>[];
  readonly columns?: readonly string[];
}

export const number = { type: 'number', description: 'a number' };
export const text = { type: 'string', description: 'a text' };
export const yesNo = { type: 'boolean', description: 'yes or no' };
export const date = { type: 'date', description: 'a day' };

/** By default: `amount`, a number, to `result`, a text. */
export function policyDocument(made: Made): Record<string, unknown> {
  const inputs = made.inputs ?? { amount: number };
  const outputs = made.outputs ?? { result: text };
  const column = (name: string, field: object) => {
    const isDate = name in inputs && 'type' in field && field.type === 'date';
    return { id: name, name, field: isDate ? `date(${name})` : name };
  };
  const looked = Object.entries(inputs).filter(([name]) => made.columns?.includes(name) !== false);
  const columns = [...looked.map(([name]) => name), ...Object.keys(outputs)];
  return {
    contentType: jdmType,
    policy: {
      name: 'made',
      version: 1,
      owner: 'tests',
      description: 'made',
      hit: made.hit ?? 'first',
      inputs,
      outputs,
    },
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in' },
      {
        id: 'table',
        type: 'decisionTableNode',
        name: 'table',
        content: {
          hitPolicy: made.hit === 'collect' ? 'collect' : 'first',
          inputs: looked.map(([name, field]) => column(name, field)),
          outputs: Object.entries(outputs).map(([name, field]) => column(name, field)),
          rules: made.rules.map((rule, index) => ({
            _id: `r${index + 1}`,
            _description: `rule ${index + 1}`,
            ...Object.fromEntries(columns.map((name) => [name, rule[name] ?? ''])),
          })),
        },
      },
      { id: 'out', type: 'outputNode', name: 'out' },
    ],
    edges: [
      { id: 'e1', sourceId: 'in', targetId: 'table' },
      { id: 'e2', sourceId: 'table', targetId: 'out' },
    ],
  };
}

export function policyText(made: Made): string {
  return JSON.stringify(policyDocument(made), null, 2);
}
