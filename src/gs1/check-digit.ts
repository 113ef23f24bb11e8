// Check digits and check characters of GS1 keys (GS1 General Specifications, 7.9). The digit finds every single wrong digit and most
// neighbours that changed places: not those that differ by five. Pure.
import assert from '#kernel/assert.ts';

/** Of the digits before it. */
export function checkDigitOf(digits: string): string {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    sum += Number(digits[digits.length - 1 - index]) * (index % 2 === 0 ? 3 : 1);
  }
  return String((10 - (sum % 10)) % 10);
}

export const set82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const set32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** As many as the longest key with a pair can have characters before it. */
const primes = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
];

/** The pair at the end of GMN; the characters before it are of the 82, and at most 29. Null: they are not. */
export function checkPairOf(text: string): string | null {
  if (text.length > primes.length) return null;
  let sum = 0;
  for (let index = 0; index < text.length; index += 1) {
    const value = set82.indexOf(text.charAt(text.length - 1 - index));
    const prime = primes[index];
    assert(prime !== undefined, 'there are as many primes as characters');
    if (value === -1) return null;
    sum += value * prime;
  }
  sum %= 1021;
  return `${set32[sum >> 5]}${set32[sum & 31]}`;
}
