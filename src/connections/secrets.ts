// Credentials of connections, encrypted at rest: AES-256-GCM under a key derived from the network's secret key. Each is bound to
// the place it is kept for, so that one copied to another row does not open.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export interface SecretBox {
  seal(place: string, secret: string): Buffer;
  /** Throws SecretUnreadable when the secret was sealed with another key, for another place, or was damaged. */
  open(place: string, sealed: Buffer): string;
}

export class SecretUnreadable extends Error {
  constructor(place: string, options?: ErrorOptions) {
    super(
      `The secret of ${place} cannot be decrypted: start the node with the CROSSDOCK_SECRET_KEY (or the file secret-key) that the other nodes use, or give the connection a new secret.`,
      options,
    );
    this.name = 'SecretUnreadable';
  }
}

/** version (1 byte), nonce (12), tag (16), ciphertext */
const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + nonceBytes + tagBytes;

export function createSecretBox(secretKey: Buffer): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'crossdock secrets at rest', 32));
  return {
    seal(place, secret) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(place));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), text]);
    },
    open(place, sealed) {
      if (sealed.length <= headBytes || sealed[0] !== version) throw new SecretUnreadable(place);
      const nonce = sealed.subarray(1, 1 + nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(
        Buffer.from(place),
      );
      decipher.setAuthTag(sealed.subarray(1 + nonceBytes, headBytes));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(headBytes)), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new SecretUnreadable(place, { cause });
      }
    },
  };
}
