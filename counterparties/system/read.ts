// What comes in is unknown until it is read. What cannot be read is refused with the field that is wrong.

export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Unreadable(`${name} is not an object`);
  return value as Fields; // An object that is no list, by the line above.
}

export function text(from: Fields, name: string): string {
  const value = from[name];
  if (typeof value !== 'string' || value === '') throw new Unreadable(`${name} is not a text`);
  return value;
}

/** Null where it is left out or null. */
export function optionalText(from: Fields, name: string): string | null {
  return from[name] === undefined || from[name] === null ? null : text(from, name);
}

export function whole(from: Fields, name: string): number {
  const value = from[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Unreadable(`${name} is not a whole number`);
  return value;
}

/** False where it is left out. */
export function flag(from: Fields, name: string): boolean {
  const value = from[name];
  if (value !== undefined && typeof value !== 'boolean') throw new Unreadable(`${name} is not true or false`);
  return value === true;
}

export function list(from: Fields, name: string): readonly Fields[] {
  const value = from[name];
  if (!Array.isArray(value)) throw new Unreadable(`${name} is not a list`);
  return value.map((entry, index) => fields(entry, `${name}/${index}`));
}
