// Statements with named parameters (`:cursor`), as people write them, turned into the numbered or question-marked ones that servers
// take. Values never enter the text: the only way of a value into a statement is as its parameter.

export type Dialect = 'postgresql' | 'mariadb';

export interface Statement {
  readonly text: string;
  /** Which value each parameter of the text takes, in their order. */
  readonly names: readonly string[];
}

export type ReadStatement =
  | { readonly ok: true; readonly statement: Statement }
  | { readonly ok: false; readonly detail: string };

/** What is not looked into: comments, texts, names, dollar quotes, casts. The last alternative is what is looked for. */
const parts = {
  postgresql:
    /--[^\n]*|\/\*[\s\S]*?\*\/|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$[A-Za-z_]*\$)[\s\S]*?\1|::|:([A-Za-z_][A-Za-z0-9_]*)|(;)|(\$\d+)|('|"|\/\*)/g,
  mariadb:
    /--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`]|``)*`|()::|:([A-Za-z_][A-Za-z0-9_]*)|(;)|(\?)|('|"|`|\/\*)/g,
} as const satisfies Record<Dialect, RegExp>;

export function readStatement(sql: string, dialect: Dialect): ReadStatement {
  const names: string[] = [];
  const problems: string[] = [];
  const trimmed = sql.trim().replace(/;\s*$/, '');
  const text = trimmed.replaceAll(parts[dialect], (whole, _quote, name, end, own, open) => {
    if (typeof end === 'string') problems.push('It has several statements; there may be one.');
    if (typeof own === 'string') problems.push(`${own} is no parameter here: write names, such as :cursor.`);
    if (typeof open === 'string') problems.push(`A ${open} is not closed.`);
    if (typeof name !== 'string') return whole;
    if (dialect === 'mariadb') {
      names.push(name);
      return '?';
    }
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  const [detail] = problems;
  return detail === undefined ? { ok: true, statement: { text, names } } : { ok: false, detail };
}
