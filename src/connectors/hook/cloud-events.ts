// CloudEvents 1.0 over HTTP: binary, structured and batched mode, each made into the structured form. What is none stays as it came.
// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
import { isRecord, parseJson } from '#connectors/http/json.ts';

export const structured = 'application/cloudevents+json';
const batched = 'application/cloudevents-batch+json';

export interface CloudEvent extends Readonly<Record<string, unknown>> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
}

/** Null: no CloudEvents, or broken ones. */
export function readCloudEvents(
  headers: Readonly<Record<string, string | undefined>>,
  body: Uint8Array,
): readonly CloudEvent[] | null {
  const contentType = headers['content-type'] ?? '';
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (mediaType !== structured && mediaType !== batched) {
    const event = binary(headers, contentType, mediaType, body);
    return isEvent(event) ? [event] : null;
  }
  const parsed = parseJson(body);
  if (!parsed.ok) return null;
  const events: unknown = mediaType === structured ? [parsed.value] : parsed.value;
  return Array.isArray(events) && events.every(isEvent) ? events : null;
}

function binary(
  headers: Readonly<Record<string, string | undefined>>,
  contentType: string,
  mediaType: string,
  body: Uint8Array,
): unknown {
  const attributes = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('ce-') && value !== undefined ? [[name.slice(3), decode(value)] as const] : [],
  );
  return {
    ...Object.fromEntries(attributes),
    ...(contentType === '' ? {} : { datacontenttype: contentType }),
    ...(body.length === 0 ? {} : dataOf(mediaType, body)),
  };
}

function dataOf(mediaType: string, body: Uint8Array): Readonly<Record<string, unknown>> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (/[/+]json$/.test(mediaType)) {
    const parsed = parseJson(body);
    if (parsed.ok) return { data: parsed.value };
  }
  // Nothing is lost of what is neither JSON nor text.
  return mediaType.startsWith('text/') && Buffer.from(bytes.toString('utf8')).equals(bytes)
    ? { data: bytes.toString('utf8') }
    : { data_base64: bytes.toString('base64') };
}

/** Section 3.1.3.2: values are percent-encoded, and may stand in quotes. */
function decode(value: string): string {
  const plain = /^"(.*)"$/s.exec(value)?.[1]?.replace(/\\(.)/gs, '$1') ?? value;
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain; // A percent sign of its own.
  }
}

function isEvent(value: unknown): value is CloudEvent {
  if (!isRecord(value) || value['specversion'] !== '1.0') return false;
  return ['id', 'source', 'type'].every((name) => typeof value[name] === 'string' && value[name] !== '');
}
