// Where a topic is read up to: the next offset of each partition, as the text that is kept as the cursor.
export type Position = Map<number, bigint>;

/** Null: it is no such text. */
export function readPosition(cursor: string): Position | null {
  const position: Position = new Map();
  for (const part of cursor === '' ? [] : cursor.split(',')) {
    const [, partition, offset] = /^(\d{1,9}):(\d{1,19})$/.exec(part) ?? [];
    if (partition === undefined || offset === undefined) return null;
    position.set(Number(partition), BigInt(offset));
  }
  return position;
}

export function writePosition(position: Position): string {
  return [...position]
    .toSorted(([left], [right]) => left - right)
    .map(([partition, offset]) => `${partition}:${offset}`)
    .join(',');
}
