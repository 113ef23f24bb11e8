// Ids of messages: the same for every attempt of a delivery, so the partner knows a repetition by it. Pure.
import { domainOf } from './mime/fields.ts';

interface Of {
  readonly connection: string;
  readonly ourName: string;
}

export function messageIdOf(id: string, of: Of): string {
  return `<${encodeURIComponent(id)}@${ourDomain(of)}>`;
}

/** Of which delivery a message was that we sent; null: it was none of ours. */
export function deliveryOf(messageId: string, of: Of): string | null {
  const at = messageId.lastIndexOf('@');
  if (messageId.slice(at + 1, -1) !== ourDomain(of)) return null;
  try {
    return decodeURIComponent(messageId.slice(1, at));
  } catch {
    return null; // We write no such id.
  }
}

function ourDomain({ connection, ourName }: Of): string {
  return `${domainOf(connection)}.${domainOf(ourName)}`;
}
