// All standards that we are held against.
import { cloudEvents } from './cloud-events.ts';
import { ediContent } from './edi-content.ts';
import { ediDocuments } from './edi-documents.ts';
import { ediEnvelopes } from './edi-envelopes.ts';
import { en16931Rules } from './en16931-rules.ts';
import { epcis } from './epcis.ts';
import { gs1Dictionary } from './gs1-dictionary.ts';
import { jsonSchema } from './json-schema.ts';
import type { Standard } from './standard.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { ublFiles } from './ubl-files.ts';

export const standards: readonly Standard[] = [
  standardWebhooks,
  cloudEvents,
  jsonSchema,
  ediEnvelopes,
  ediContent,
  ediDocuments,
  gs1Dictionary,
  en16931Rules,
  ublFiles,
  epcis,
];
