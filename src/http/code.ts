// Codes that come in a path obey the contract of codes, as they would in a body.
import { refuse } from './problems.ts';

/** The pattern of contracts/value, `code`; a test holds the two together. */
export const codePattern =
  '^[^\\s\\p{Cc}\\p{Cf}\\p{Cs}](?:[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]*[^\\s\\p{Cc}\\p{Cf}\\p{Cs}])?$';
export const codeLengthMax = 64;

const code = new RegExp(codePattern, 'u');

export function checkCode(parameter: string, value: string): void {
  if (Array.from(value).length <= codeLengthMax && code.test(value)) return;
  const fix = 'Use 1 to 64 characters, no space at either end, no control or invisible characters.';
  throw refuse('parameter_invalid', `${parameter} in the path is not a code.`, {
    errors: [{ parameter, detail: `${parameter} is not a code.`, fix }],
  });
}
