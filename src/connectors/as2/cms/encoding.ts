// Between Node's buffers and what the library of ASN.1 takes.
import { AsnObjectIdentifierConverter } from '@peculiar/asn1-schema';
import { OctetString, fromBER } from 'asn1js';

/** These bytes alone: a buffer of Node may be part of a larger one. */
export function exact(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** What is in a string of octets, written in one piece or in many. Throws when it is none. */
export function octetsOf(ber: ArrayBuffer): Buffer {
  const { result, offset } = fromBER(ber);
  if (offset < 0 || !(result instanceof OctetString)) throw new Error('no string of octets');
  return Buffer.from(result.getValue());
}

/** An object identifier by itself. */
export function derObject(oid: string): ArrayBuffer {
  return AsnObjectIdentifierConverter.toASN(oid).toBER();
}
