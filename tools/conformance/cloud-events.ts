// CloudEvents 1.0 over HTTP: the features of its conformance tests as they come in, binary, structured and batched; its envelope
// as our contract has it; and what we send, by the rules of the specification.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSame } from '#connectors/http/json.ts';
import { readCloudEvents } from '#connectors/hook/cloud-events.ts';
import { eventMediaType, eventOf } from '#connectors/webhook/event.ts';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import type { Standard, Tried } from './standard.ts';

interface Example {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly data: unknown;
}

export const cloudEvents: Standard = {
  name: 'CloudEvents over HTTP',
  folder: 'conformance/cloudevents',
  differences: {},
  notClaimed: ['the protocol binding of Kafka: records there are taken and sent as they are'],
  run(folder) {
    const examples = readFeature(readFileSync(join(folder, 'features', 'http-protocol-binding.feature'), 'utf8'));
    return [
      { group: 'features', name: 'they have their four examples', isAsExpected: examples.length === 4 },
      ...examples.map((example) => comesIn(example)),
      batchComesIn(examples),
      ...examples.flatMap((example) => meetsContract(example)),
      ...isSent(),
    ];
  },
};

function comesIn({ name, headers, body, attributes, data }: Example): Tried {
  const [event] = readCloudEvents(headers, Buffer.from(body)) ?? [];
  const { data: got, ...rest }: Readonly<Record<string, unknown>> = event ?? {};
  return { group: 'coming in', name, isAsExpected: isSame(rest, attributes) && isSame(got, data) };
}

/** The same events in one batch; the features have none of their own. */
function batchComesIn(examples: readonly Example[]): Tried {
  const events = examples.map(({ attributes, data }) => ({ ...attributes, data }));
  const headers = { 'content-type': 'application/cloudevents-batch+json' };
  const got = readCloudEvents(headers, Buffer.from(JSON.stringify(events)));
  return { group: 'coming in', name: 'batched content mode', isAsExpected: isSame(got, events) };
}

/** The envelope is right. The event itself is none that we know, and that is what its sender is told. */
function meetsContract({ name, attributes, data }: Example): Tried[] {
  const validator = createValidator(loadContracts());
  const event = { ...attributes, data };
  const outcome = validator.validateEvent(event);
  const told = outcome.ok ? [] : outcome.errors.map(({ pointer }) => pointer);
  return [
    { group: 'our contract', name: `${name}, as an envelope`, isAsExpected: validator.validate('event', event).ok },
    { group: 'our contract', name: `${name}, of an unknown type`, isAsExpected: isSame(told, ['/type']) },
  ];
}

/** Sections 2 and 3 of the specification, and structured mode of the HTTP binding. */
function isSent(): Tried[] {
  const sealed = JSON.stringify({
    type: 'crossdock.order.promised.v1',
    subject: 'ord_1',
    occurredAt: '2026-05-01T08:00:00.000Z',
    recordedAt: '2026-05-01T08:00:01.000Z',
    correlationId: 'cor_1',
    causationId: 'msg_1',
    data: { lines: [] },
  });
  const text = eventOf('01993c1e-0000-7000-8000-000000000000-0', '/crossdock/crossdock', sealed);
  const event = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const { data: _data, ...attributes } = event;
  const [read] = readCloudEvents({ 'content-type': eventMediaType }, Buffer.from(text)) ?? [];
  const checks: readonly (readonly [string, boolean])[] = [
    ['the media type of structured mode', /^application\/cloudevents\+json(;|$)/.test(eventMediaType)],
    ['specversion is 1.0', event['specversion'] === '1.0'],
    ['id, source and type are there', ['id', 'source', 'type'].every((name) => (event[name] ?? '') !== '')],
    ['names are lower-case letters and digits', Object.keys(attributes).every((name) => /^[a-z0-9]+$/.test(name))],
    ['names have at most 20 characters', Object.keys(attributes).every((name) => name.length <= 20)],
    ['attributes are texts', Object.values(attributes).every((value) => typeof value === 'string')],
    ['time is RFC 3339', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(String(event['time']))],
    ['source is a URI reference', URL.canParse(String(event['source']), 'http://here')],
    ['what reads events reads it as it is', isSame(read, event)],
  ];
  return checks.map(([name, isAsExpected]) => ({ group: 'what we send', name, isAsExpected }));
}

/** Scenario outlines with a request, a table of attributes and JSON data, once for each of their examples. */
function readFeature(text: string): Example[] {
  return text
    .split('Scenario Outline: ')
    .slice(1)
    .flatMap((outline) => {
      const [request = '', json = ''] = [...outline.matchAll(/"""\n([\s\S]*?)\n\s*"""/g)].map(([, block = '']) =>
        block.replace(/^ {8}/gm, ''),
      );
      const [table = '', examples = ''] = outline.split('Examples:');
      const rows = (part: string): string[][] =>
        [...part.matchAll(/^\s*\|(.+)\|\s*$/gm)].map(([, row = '']) => row.split('|').map((cell) => cell.trim()));
      return rows(examples)
        .slice(1)
        .map(([contentType = '']): Example => {
          const fill = (part: string): string => part.replaceAll('<contentType>', contentType);
          const [head = '', body = ''] = fill(request).split('\n\n');
          const headers = head
            .split('\n')
            .slice(1)
            .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
          const attributes = rows(fill(table))
            .slice(1)
            .map(([key = '', value = '']) => [key, value]);
          return {
            name: contentType,
            headers: Object.fromEntries(headers),
            body,
            attributes: Object.fromEntries(attributes),
            data: JSON.parse(json),
          };
        });
    });
}
