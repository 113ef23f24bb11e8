// What a message says of itself beside its body: for people and mappings, never a secret, and never without bound.
import type { Fault } from './connector.ts';

const headersMax = 40;
const valueCharactersMax = 500;
const secret = /auth|token|secret|passw|cookie|credential|api-?key|signature/i;

export function aboutHeaders(headers: Iterable<readonly [string, string]>): Record<string, string> {
  const about: Record<string, string> = {};
  let count = 0;
  for (const [name, value] of headers) {
    if (secret.test(name) || count === headersMax) continue;
    about[`header.${name.slice(0, valueCharactersMax)}`] = value.slice(0, valueCharactersMax);
    count += 1;
  }
  return about;
}

/** Why a message is kept without its body; undefined: it is not too large. */
export function tooLarge(bytes: number, bytesMax: number, what: string): Fault | undefined {
  if (bytes <= bytesMax) return undefined;
  return {
    code: 'too_large',
    detail: `${what} has ${bytes} bytes; ${bytesMax} are taken.`,
    fix: 'Have it sent in smaller ones.',
  };
}
