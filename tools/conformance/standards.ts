// All standards that we are held against.
import { cloudEvents } from './cloud-events.ts';
import { ediContent } from './edi-content.ts';
import { ediEnvelopes } from './edi-envelopes.ts';
import { gs1Dictionary } from './gs1-dictionary.ts';
import { jsonSchema } from './json-schema.ts';
import type { Standard } from './standard.ts';
import { standardWebhooks } from './standard-webhooks.ts';

export const standards: readonly Standard[] = [
  standardWebhooks,
  cloudEvents,
  jsonSchema,
  ediEnvelopes,
  ediContent,
  gs1Dictionary,
];
