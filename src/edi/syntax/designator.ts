// What people of EDI call an element: `BEG03`. Pure.

/** `element`: its number, from 1. */
export function designator(segment: string, element: number): string {
  return `${segment}${String(element).padStart(2, '0')}`;
}
