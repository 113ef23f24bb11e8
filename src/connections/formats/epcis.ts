// EPCIS as a format: each event of a document is a record, as JSON-LD of EPCIS 2.0 has it, with its hash and the keys of GS1 in it.
// Written is JSON-LD.
import { limits } from '#kernel/limits.ts';
import { eventHash } from '#gs1/epcis/event-hash.ts';
import { epcisFaults } from '#gs1/epcis/faults.ts';
import type { EpcisFault } from '#gs1/epcis/faults.ts';
import { identifierFaults, keysIn } from '#gs1/epcis/identifiers.ts';
import { numberedEvent, plainEvent, printDocument } from '#gs1/epcis/json-write.ts';
import type { EpcisDocument, EpcisEvent } from '#gs1/epcis/model.ts';
import { readEpcis } from '#gs1/epcis/read.ts';
import { hasUnusableText } from '#gs1/epcis/text.ts';
import { defineFormat } from './define.ts';
import { FormatProblem } from './format.ts';
import type { Format, FormatRecord, Written } from './format.ts';
import { readWhole } from './source.ts';
import type { Bytes, FormatLimits } from './source.ts';
import { isObject, refuseInexact } from './value.ts';

interface EpcisSettings {
  readonly mode?: 'strict' | 'lenient';
  readonly eventIds?: 'hash' | 'given';
}

const context = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';

export function epcisFormat(max: FormatLimits = limits): Format {
  return defineFormat<EpcisSettings>({
    name: 'epcis',
    title: 'EPCIS: events of traceability, in XML and JSON-LD',
    properties: {
      mode: { type: 'string', enum: ['strict', 'lenient'] },
      eventIds: { type: 'string', enum: ['hash', 'given'] },
    },
    read: (bytes, settings) => readEvents(bytes, settings, max),
    write: writeEvents,
  });
}

async function* readEvents(
  bytes: Bytes,
  { mode = 'strict' }: EpcisSettings,
  max: FormatLimits,
): AsyncGenerator<FormatRecord> {
  const whole = await readWhole(bytes, Math.min(max.formatBytesMax, limits.epcisBytesMax));
  const { document, faults, faultsMore, unread } = readEpcis(whole);
  const [first] = faults;
  // Without all faults nobody knows which events have none.
  if (document === null || faultsMore > 0) throw problemOf(first, faults.length + faultsMore);
  if (document.kind === 'query') {
    const detail = 'It asks for events, and has none.';
    throw new FormatProblem({ place: 'the document', detail, fix: 'Have the events sent that it asks for.' });
  }
  const ofDocument = faults.filter(({ event }) => event === null);
  if (ofDocument.length > 0 && mode === 'strict') throw problemOf(ofDocument[0], ofDocument.length);
  const ofEvent = Map.groupBy(faults, ({ event }) => event);
  const events = document.events.values();
  for (let number = 0; number < document.events.length + unread.length; number += 1) {
    const own = ofEvent.get(number) ?? [];
    const event = unread.includes(number) ? undefined : events.next().value;
    const place = `event ${number + 1}${event === undefined ? '' : `, ${event.type}`}`;
    if (event === undefined || own.length > 0) {
      const { detail, fix } = problemOf(own[0], own.length);
      yield { document: undefined, place, problem: { detail, fix } };
    } else if (hasUnusableText(event)) {
      const detail = 'A text in it has NUL (U+0000), or half a character.';
      yield { document: undefined, place, problem: { detail, fix: 'Have it sent without.' } };
    } else yield { document: recordOf(event, document, ofDocument), place };
  }
}

/** What is wrong with identifiers makes no event wrong, but whoever maps it should know. */
function recordOf(event: EpcisEvent, { sender, receiver }: EpcisDocument, letThrough: readonly EpcisFault[]): object {
  const wrongKeys = identifierFaults(event).map(({ uri, fault: { detail } }) => ({ uri, detail }));
  return {
    event: plainEvent(event),
    hash: eventHash(event),
    keys: [...keysIn(event)].map(([uri, keys]) => ({ uri, ...keys })),
    ...(sender !== null && { sender }),
    ...(receiver !== null && { receiver }),
    ...(wrongKeys.length > 0 && { wrongKeys }),
    ...(letThrough.length > 0 && {
      letThrough: letThrough.map(({ code, place, detail }) => ({ code, place, detail })),
    }),
  };
}

/** What is written is what is read of it: an event that its receiver would refuse is refused here. */
function writeEvents(value: unknown, { eventIds = 'hash' }: EpcisSettings): Written {
  refuseInexact(value);
  const { events, creationDate } = isObject(value) ? value : {};
  const list: readonly unknown[] = Array.isArray(events) ? events : events === undefined ? [] : [events];
  if (list.length === 0 || typeof creationDate !== 'string') {
    throw new FormatProblem({
      place: 'the value',
      detail: 'It has no events, or no creationDate.',
      fix: 'Make { "creationDate": …, "events": [ … ] }, with the time of what is told.',
    });
  }
  const given = JSON.stringify({
    '@context': [context],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate,
    epcisBody: { eventList: list.map(numberedEvent) },
  });
  const { document, faults, faultsMore } = readEpcis(Buffer.from(given, 'utf8'));
  if (document === null || faults.length > 0) throw problemOf(faults[0], faults.length + faultsMore);
  const written = document.events.map((event) =>
    event.eventID !== undefined || eventIds === 'given' ? event : { ...event, eventID: eventHash(event) },
  );
  const text = printDocument(written, { creationDate: document.creationDate ?? creationDate });
  return { body: Buffer.from(text, 'utf8'), mediaType: 'application/ld+json' };
}

function problemOf(fault: EpcisFault | undefined, all: number): FormatProblem {
  if (fault === undefined) throw new Error('what could not be read has no fault');
  const { code, place, detail } = fault;
  const { rule, fix } = epcisFaults[code];
  const more = all > 1 ? ` (and ${all - 1} more: crossdock gs1 events shows them)` : '';
  return new FormatProblem({
    place: place === '' ? 'the document' : place,
    detail: `${place === '' ? '' : `${place}: `}${detail}${more} Rule: ${rule}.`,
    fix,
  });
}
