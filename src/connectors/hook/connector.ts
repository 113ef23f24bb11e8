// Other systems that push over HTTP: signed in whichever way they do it, told apart, kept.
import type { Pushed, PushedConnector, Taken } from '#connectors/connector.ts';
import { pointerPattern } from '#connectors/json-pointer.ts';
import { hookProblems } from './check.ts';
import { messagesOf } from './messages.ts';
import { proofSchema } from './proof.ts';
import type { HookSettings } from './settings.ts';
import { proofProblem } from './verify.ts';

const headerName = { type: 'string', pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$" };
const pointer = { type: 'string', pattern: pointerPattern, maxLength: 500 };

// What comes as `Settings` below went through the schema that stands beside it.
export const hookConnector: PushedConnector = {
  kind: 'hook',
  title: 'Webhooks of other systems',
  settings: {
    type: 'object',
    additionalProperties: false,
    required: ['proof'],
    properties: {
      proof: proofSchema,
      publicUrl: {
        type: 'string',
        minLength: 1,
        maxLength: 2_000,
        description: 'Where the other system sends to, if it signs that.',
      },
    },
  },
  credentials: {
    secret: { title: 'Secret of the signature', required: false },
    password: { title: 'Password of basic authentication', required: false },
    token: { title: 'Bearer token', required: false },
    apiKey: { title: 'API key', required: false },
  },
  targets: () => [], // They are compared with what comes, and go nowhere.
  stream: {
    type: 'object',
    additionalProperties: false,
    properties: {
      as: {
        enum: ['whole', 'records', 'cloud_events'],
        description: 'One message as it came, one for each record, or CloudEvents. Left out: whole.',
      },
      records: { ...pointer, description: 'Where the list of records is; left out: the body is the list.' },
      key: {
        type: 'array',
        minItems: 1,
        maxItems: 10,
        items: pointer,
        description: 'What tells messages apart, in the body or record.',
      },
      keyHeader: {
        ...headerName,
        description:
          'The same as a header. Only where it is signed: otherwise what was sent can be sent again under another key.',
      },
      headers: {
        type: 'array',
        minItems: 1,
        maxItems: 30,
        items: headerName,
        description: 'Given to the mapping as $about.',
      },
    },
  },
  operation: null,
  check: hookProblems,
  open() {
    return {
      check: () => Promise.resolve('The other system sends by itself; the last messages show when it did.'),
      close: () => Promise.resolve(),
    };
  },
  take,
};

function take(pushed: Pushed): Taken {
  const { proof, publicUrl = '' } = pushed.settings as unknown as HookSettings;
  const problem = proofProblem(proof, { ...pushed, url: publicUrl });
  if (problem !== null) return { kind: 'refused', detail: problem };
  return { kind: 'taken', messages: messagesOf(pushed, proof) };
}
