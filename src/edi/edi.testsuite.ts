// Text read as a file of EDI, and told in short.
import type { EdiItem } from './envelope/model.ts';
import { EdiReader } from './reader.ts';
import { Segments } from './syntax/segments.ts';
import type { Segment } from './syntax/segments.ts';

export function readText(text: string | Buffer, size = Infinity): EdiItem[] {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const reader = new EdiReader();
  const items: EdiItem[] = [];
  const step = Math.min(size, Math.max(1, bytes.length));
  for (let at = 0; at < bytes.length; at += step) items.push(...reader.push(bytes.subarray(at, at + step)));
  return [...items, ...reader.end()];
}

export function lines(text: string): Segment[] {
  const segments = new Segments();
  return [...segments.push(Buffer.from(text)), ...segments.end()];
}

export function told(text: string): string[] {
  return readText(text).map((item) => {
    switch (item.kind) {
      case 'interchange':
        return `interchange ${item.interchange.control}`;
      case 'group':
        return `group ${item.group.kind} ${item.group.control}`;
      case 'message': {
        const { type, version, control, segments } = item.message;
        return `message ${type} ${version} ${control}: ${segments.length} segments`;
      }
      case 'acknowledgement':
        return `acknowledgement ${item.segment.elements.join(' ')}`;
      case 'group_end':
        return `group end: ${item.messages}`;
      case 'interchange_end':
        return `interchange end: ${item.groups} ${item.groups === 1 ? 'group' : 'groups'}, ${item.messages} ${item.messages === 1 ? 'message' : 'messages'}, ${item.segments} segments`;
      case 'refused':
        return `refused ${item.fault.code}`;
    }
  });
}
