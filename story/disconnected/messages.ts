// The files and calls of the disconnected set-up, in the form in which the systems take them.
import type { CloudEvent, Input } from '../../counterparties/system/message.ts';

export type Say = (type: string, subject: string, data: Readonly<Record<string, unknown>>) => Input;

export function makeSay(): Say {
  let count = 0;
  return (type, subject, data) => {
    count += 1;
    const event: CloudEvent = {
      specversion: '1.0',
      id: `file-${count}`,
      source: 'erp',
      type: `crossdock.${type}.v1`,
      subject,
      correlationid: subject,
      data,
    };
    return { kind: 'event', event };
  };
}
