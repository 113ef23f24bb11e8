// Entities that are written: a part to be signed, and the part with its signature.
import { randomUUID } from 'node:crypto';

export interface Written {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Headers, an empty line, the body. Values hold no end of line: who makes them sees to it. */
export function writeEntity(headers: Readonly<Record<string, string>>, body: Uint8Array): Buffer {
  for (const [name, value] of Object.entries(headers))
    if (/[\r\n\0]/.test(name + value)) throw new Error(`bug: the header ${name} has more than one line`);
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${head.join('')}\r\n`, 'latin1'), body]);
}

export function writeSigned(part: Buffer, signature: Buffer, micalg: string): Written {
  const boundary = newBoundary();
  const lines = signature.toString('base64').replaceAll(/.{76}(?!$)/g, '$&\r\n');
  const end = [
    '',
    `--${boundary}`,
    'Content-Type: application/pkcs7-signature; name="smime.p7s"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="smime.p7s"',
    '',
    lines,
    `--${boundary}--`,
    '',
  ].join('\r\n');
  return {
    contentType: `multipart/signed; protocol="application/pkcs7-signature"; micalg=${micalg}; boundary="${boundary}"`,
    body: Buffer.concat([Buffer.from(`--${boundary}\r\n`), part, Buffer.from(end)]),
  };
}

/** Found in no part: it is drawn when they are there already. */
export function newBoundary(): string {
  return `=_${randomUUID()}`;
}
