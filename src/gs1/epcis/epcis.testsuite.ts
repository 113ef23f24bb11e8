// Small events for tests, in both syntaxes.

export const context = 'https://ref.gs1.org/standards/epcis/epcis-context.jsonld';

type Json = Readonly<Record<string, unknown>>;

export function objectEvent(changes: Json = {}): Json {
  return {
    type: 'ObjectEvent',
    eventTime: '2026-11-23T10:00:00+01:00',
    eventTimeZoneOffset: '+01:00',
    epcList: ['urn:epc:id:sgtin:4012345.012345.1'],
    action: 'OBSERVE',
    ...changes,
  };
}

/** Without what is undefined. */
export function documentOf(...eventList: readonly unknown[]): Json {
  return {
    '@context': [context, { example: 'https://ns.example.com/epcis/' }],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-11-23T10:00:00Z',
    epcisBody: { eventList },
  };
}

export function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}

export function xmlDocument(events: string, { version = 2, header = '' } = {}): string {
  return `<?xml version="1.0"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:${version}" xmlns:example="https://ns.example.com/epcis/"
  xmlns:cbvmda="urn:epcglobal:cbv:mda" schemaVersion="${version}.0" creationDate="2026-11-23T10:00:00Z">${header}
<EPCISBody><EventList>${events}</EventList></EPCISBody></epcis:EPCISDocument>`;
}
