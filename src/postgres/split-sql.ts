// Cuts a migration into its statements, because each is sent on its own: Citus asks for it, and an error can
// then name the line. Lexical rules: https://www.postgresql.org/docs/current/sql-syntax-lexical.html

export interface SqlStatement {
  text: string;
  /** Line of the statement's first word in the file, from 1. */
  line: number;
}

/** Each pattern matches one token at the current place that may hide a semicolon. */
const opaque: readonly { pattern: RegExp; name: string; end: (sql: string, from: number) => number }[] = [
  { pattern: /--/y, name: 'comment', end: endOfLine },
  { pattern: /\/\*/y, name: 'comment /*', end: endOfBlockComment },
  { pattern: /(?<![\w$])[eE]'/y, name: "string E'", end: endOfEscapeString },
  { pattern: /'/y, name: "string '", end: (sql, from) => endOfQuoted(sql, from, "'") },
  { pattern: /"/y, name: 'name "', end: (sql, from) => endOfQuoted(sql, from, '"') },
  {
    pattern: /(?<![\w$])\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y,
    name: 'dollar quote',
    end: endOfDollarQuote,
  },
];

/** A body of this form holds semicolons that end no statement, and telling them apart needs a parser. */
const beginAtomic = /(?<![\w$])begin\s+atomic\b/iy;

export function splitSql(sql: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let firstWord: number | undefined;
  let at = 0;
  const finish = (end: number): void => {
    if (firstWord !== undefined) {
      statements.push({ text: sql.slice(firstWord, end).trim(), line: lineOf(sql, firstWord) });
    }
    firstWord = undefined;
  };
  while (at < sql.length) {
    const token = opaque.find(({ pattern }) => matchesAt(pattern, sql, at));
    if (token !== undefined) {
      const end = token.end(sql, at);
      if (end === -1) throw new SyntaxError(`line ${lineOf(sql, at)}: ${token.name} is not closed`);
      if (!token.name.startsWith('comment')) firstWord ??= at;
      at = end;
      continue;
    }
    const char = sql.charAt(at);
    if (char === ';') {
      finish(at);
    } else if (firstWord === undefined && char.trim() !== '') {
      firstWord = at;
    }
    if (matchesAt(beginAtomic, sql, at)) {
      throw new SyntaxError(
        `line ${lineOf(sql, at)}: "begin atomic" is not supported in migrations; write the body as a string, $$ … $$`,
      );
    }
    at += 1;
  }
  finish(sql.length);
  return statements;
}

function matchesAt(pattern: RegExp, sql: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(sql);
}

function endOfLine(sql: string, from: number): number {
  const end = sql.indexOf('\n', from);
  return end === -1 ? sql.length : end + 1;
}

/** Block comments nest in SQL, unlike in C. */
function endOfBlockComment(sql: string, from: number): number {
  let depth = 0;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  for (let found = mark.exec(sql); found !== null; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return -1;
}

function endOfQuoted(sql: string, from: number, quote: string): number {
  let at = from + 1;
  for (;;) {
    at = sql.indexOf(quote, at);
    if (at === -1) return -1;
    if (sql.charAt(at + 1) !== quote) return at + 1;
    at += 2;
  }
}

function endOfEscapeString(sql: string, from: number): number {
  let at = from + 2;
  while (at < sql.length) {
    const char = sql.charAt(at);
    if (char === '\\') at += 2;
    else if (char !== "'") at += 1;
    else if (sql.charAt(at + 1) === "'") at += 2;
    else return at + 1;
  }
  return -1;
}

function endOfDollarQuote(sql: string, from: number): number {
  const tag = sql.slice(from, sql.indexOf('$', from + 1) + 1);
  const end = sql.indexOf(tag, from + tag.length);
  return end === -1 ? -1 : end + tag.length;
}

function lineOf(sql: string, at: number): number {
  return sql.slice(0, at).split('\n').length;
}
