// Where two JSON values differ: each place once, as deep as it lies.

export interface Difference {
  /** JSON pointer; empty for the whole value. */
  readonly pointer: string;
  /** Undefined: there should be nothing. */
  readonly expected: unknown;
  /** Undefined: there is nothing. */
  readonly found: unknown;
}

export function differences(expected: unknown, found: unknown, pointer = ''): readonly Difference[] {
  if (Array.isArray(expected) && Array.isArray(found)) {
    const length = Math.max(expected.length, found.length);
    return Array.from({ length }, (_, index) =>
      differences(expected[index], found[index], `${pointer}/${index}`),
    ).flat();
  }
  if (isObject(expected) && isObject(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...keys].flatMap((key) => {
      const [wanted, is] = [expected, found].map((one) => (Object.hasOwn(one, key) ? one[key] : undefined));
      return differences(wanted, is, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    });
  }
  return expected === found ? [] : [{ pointer, expected, found }];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
