// What others said, as text for a column of the type json. Such a column takes an escaped NUL or half a character, but no query can
// look into it afterwards: one such row would fail every list that groups or filters by what is in it.

export function jsonColumn(value: object): string {
  return JSON.stringify(value, (_name, one: unknown) =>
    typeof one === 'string' ? one.replaceAll('\0', '\ufffd').toWellFormed() : one,
  );
}
