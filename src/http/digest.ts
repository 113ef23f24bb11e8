// The digest under which a repeated request is recognised. It covers the operation and the whole body, personal data too, and
// it is stored with turns and orders for ever: so it is keyed, because a plain hash of an address could be guessed.
import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';

export type Digest = (operation: string, document: unknown) => string;

/** `operation` names what is asked of what, e.g. `order.cancel ord_…`, so that one key is not good for two requests. */
export function createDigest(secretKey: Buffer): Digest {
  // As an object: preparing the key anew takes six times as long as the digest itself.
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secretKey, '', 'crossdock digest of messages', 32)));
  return (operation, document) =>
    createHmac('sha256', key)
      .update(`${operation}\n${JSON.stringify(document)}`)
      .digest('hex');
}
