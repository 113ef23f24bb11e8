// What routes of traceability answer, in the shape of the REST binding of EPCIS 2.0.
import type { JsonSchema } from '#contracts/schema.ts';
import { flag, instant, integer, listOf, object, open, orNull, text, words } from './answer-schema.ts';

const jsonLd: JsonSchema = {
  type: 'array',
  items: { anyOf: [{ type: 'string' }, { type: 'object' }] },
  description: 'The context of GS1, with prefixes of extensions.',
};

const job = object('Capture job', {
  captureID: text('cap_ and a UUID.'),
  createdAt: instant('When the document came.'),
  finishedAt: instant('When it was worked on.'),
  running: flag('Always false: a document is worked on before it is answered.'),
  success: flag('Nothing was wrong with any of the events.'),
  captureErrorBehaviour: words(['rollback', 'proceed'], 'What was asked for where an event cannot be kept.'),
  events: integer('Events in the document.'),
  captured: integer('Kept now.'),
  known: integer('Kept before.'),
  errors: listOf(
    object('Capture error', {
      type: text('epcisException:ValidationException.'),
      title: text('What is wrong, by its code.'),
      event: orNull(integer('Number of the event, from 0; null: the document.')),
      place: orNull(text('JSON pointer, or path of elements.')),
      detail: text('What is wrong there.'),
      fix: text('What to do.'),
    }),
    'What cannot be kept, and why.',
  ),
});

export const epcisAnswers = {
  EpcisCaptureJob: job,
  EpcisCaptureJobs: listOf(job, 'The latest first; the header Link has the next page.'),
  EpcisQueryDocument: {
    ...object('EPCIS query document', {
      '@context': jsonLd,
      type: words(['EPCISQueryDocument'], 'What it is.'),
      schemaVersion: text('2.0'),
      creationDate: instant('When it was asked.'),
      epcisBody: open('queryResults.resultsBody.eventList has the events; the header Link has the next page.'),
    }),
  },
  EpcisEvent: open('An event of EPCIS 2.0 as it is kept.'),
  EpcisCollection: object('Collection of EPCIS', {
    '@context': jsonLd,
    type: words(['Collection'], 'What it is.'),
    member: listOf({ type: 'string' }, 'Names or identifiers; the header Link has the next page.'),
  }),
  EpcisResources: listOf({ type: 'string' }, 'Resources below this address.'),
} as const;
