// Texts beside each other in columns of one width, long lines broken: for people who compare.

export interface Column {
  readonly title: string;
  readonly lines: readonly string[];
}

const between = ' │ ';

/** At most `width` characters a line. */
export function sideBySide(columns: readonly Column[], width: number): string[] {
  const each = Math.floor((width - between.length * (columns.length - 1)) / columns.length);
  const broken = columns.map(({ title, lines }) => [
    title,
    '─'.repeat(each),
    ...lines.flatMap((line) => wrap(line, each)),
  ]);
  const height = Math.max(...broken.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    broken
      .map((lines) => (lines[row] ?? '').padEnd(each))
      .join(between)
      .trimEnd(),
  );
}

/** Where it goes on, a line keeps the indentation of its first part, and two more. */
function wrap(line: string, width: number): string[] {
  const indent = ' '.repeat(Math.min((/^ */.exec(line)?.[0].length ?? 0) + 2, Math.floor(width / 2)));
  const parts: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const cut = space > indent.length + width / 3 ? space : width;
    parts.push(rest.slice(0, cut));
    rest = `${indent}${rest.slice(cut).trimStart()}`;
  }
  return [...parts, rest];
}

/** JSON as people read it: what fits stands in one line. */
export function jsonLines(value: unknown, width: number, indent = ''): string[] {
  const flat = JSON.stringify(value) ?? 'nothing';
  const isOpen = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isOpen || indent.length + flat.length <= width) return [`${indent}${flat}`];
  const isList = Array.isArray(value);
  const members = Object.entries(value).map(([key, inner]) => {
    const [first = '', ...others] = jsonLines(inner, width - 1, `${indent}  `);
    return isList ? [first, ...others] : [`${indent}  ${JSON.stringify(key)}: ${first.trimStart()}`, ...others];
  });
  const lines = members.flatMap((member, index) =>
    index === members.length - 1 ? member : [...member.slice(0, -1), `${member.at(-1) ?? ''},`],
  );
  return [`${indent}${isList ? '[' : '{'}`, ...lines, `${indent}${isList ? ']' : '}'}`];
}
