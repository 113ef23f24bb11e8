// Acknowledgements repeat what they answer: numbers, types, addresses. What is not there, or is no such value, cannot be repeated, and
// an acknowledgement that breaks the standard itself helps nobody. X12.20 (997), X231 (999), ISO 9735-4 (CONTRL). Pure.
import type { Group, Interchange } from '../envelope/model.ts';
import type { MessageVerdict } from './verdicts.ts';

type Named = Pick<MessageVerdict, 'type' | 'version' | 'convention' | 'control'>;

/** By TA1. */
export function isNumbered({ control, prepared }: Interchange): boolean {
  return /^\d{9}$/.test(control) && /^\d{6} \d{4}$/.test(prepared) && isMoment(prepared);
}

/** By 997 or 999. */
export function isAnswerableGroup({ kind, control, version }: Group): boolean {
  return /^[A-Z]{2}$/.test(kind) && /^\d{1,9}$/.test(control) && /^[A-Z0-9]{0,12}$/.test(version);
}

/** By AK2. */
export function isAnswerableSet({ type, control, convention }: Named): boolean {
  return /^[A-Z0-9]{3}$/.test(type) && /^[A-Za-z0-9]{4,9}$/.test(control) && /^[A-Za-z0-9]{0,35}$/.test(convention);
}

/** By CONTRL. */
export function isAddressed({ control, sender, receiver }: Interchange): boolean {
  return [control, sender.id, receiver.id].every((value) => isPrintable(value)) && control.length <= 14;
}

/** By UCM. */
export function isNamed({ type, version, control, convention }: Named): boolean {
  return (
    /^[A-Z]{6}$/.test(type) &&
    /^[A-Z0-9]{1,3}\.[A-Z0-9]{1,3}$/.test(version) &&
    /^[A-Za-z0-9]{0,6}$/.test(convention) &&
    isPrintable(control) &&
    control.length <= 14
  );
}

/** ISO 9735 gives addresses 35 characters. */
function isPrintable(value: string): boolean {
  return /^[ -~]{1,35}$/.test(value) && value.trim() !== '';
}

function isMoment(prepared: string): boolean {
  const [, month = 0, day = 0, hour = 0, minute = 0] = (prepared.replace(' ', '').match(/../g) ?? []).map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59;
}
