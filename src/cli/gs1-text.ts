// Faults of GS1 identifiers in words. Pure.
import type { Gs1Fault } from '#gs1/faults.ts';
import { told } from '#gs1/faults.ts';

export function faultLines(fault: Gs1Fault): string[] {
  const { position, detail, rule, fix } = told(fault);
  const place = position === null ? '' : `character ${position + 1}: `;
  return [`✗ ${place}${detail}`, `  ${rule}. ${fix}`];
}

export function summaryOf(faults: number): string {
  return faults === 0 ? 'no fault' : `${faults} ${faults === 1 ? 'fault' : 'faults'}`;
}
