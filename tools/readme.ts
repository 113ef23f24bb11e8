// The commands of a page and what they are shown to answer, so that a test can run the page as a reader would.

export interface Step {
  /** Line of the page on which the commands begin. */
  readonly line: number;
  readonly commands: string;
  readonly shown: readonly Shown[];
}

export type Shown =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string };

/** Every block of commands (sh), each with the answers (json, text) that follow it. */
export function stepsOf(page: string): Step[] {
  const steps: { line: number; commands: string; shown: Shown[] }[] = [];
  for (const match of page.matchAll(/^```(sh|json|text)\n(.*?)\n```$/gms)) {
    const [, language, content = ''] = match;
    const step = steps.at(-1);
    if (language === 'sh')
      steps.push({ line: page.slice(0, match.index).split('\n').length + 1, commands: content, shown: [] });
    else if (step === undefined) throw new Error('the page shows an answer before its first command');
    else if (language === 'json')
      step.shown.push(...documents(content).map((value): Shown => ({ kind: 'json', value })));
    else step.shown.push({ kind: 'text', text: content });
  }
  return steps;
}

/** JSON documents that follow each other, each from the start of a line to the end of one. */
export function documents(text: string): unknown[] {
  const values: unknown[] = [];
  let open = '';
  for (const line of text.split('\n')) {
    open += `${line}\n`;
    const value = parse(open);
    if (value === undefined) continue;
    values.push(value);
    open = '';
  }
  if (open.trim() !== '') throw new SyntaxError(`not JSON: ${open.trim()}`);
  return values;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // Incomplete so far: the next line may close it.
    throw error;
  }
}

/** Where what was answered is not what is shown. Shown may be less; `…` in a text stands for any text. */
export function differences(shown: unknown, answered: unknown, place = ''): string[] {
  if (typeof shown === 'string' && typeof answered === 'string') {
    return matches(shown, answered) ? [] : [`${place}: shown ${shown}, answered ${answered}`];
  }
  if (Array.isArray(shown) && Array.isArray(answered)) {
    if (shown.length !== answered.length)
      return [`${place}: shown ${shown.length} entries, answered ${answered.length}`];
    return shown.flatMap((value, index) => differences(value, answered[index], `${place}/${index}`));
  }
  if (isRecord(shown) && isRecord(answered)) {
    return Object.entries(shown).flatMap(([name, value]) => differences(value, answered[name], `${place}/${name}`));
  }
  return shown === answered ? [] : [`${place}: shown ${JSON.stringify(shown)}, answered ${JSON.stringify(answered)}`];
}

/** A line of `…` stands for any lines. */
export function showsText(shown: string, answered: string): boolean {
  return matches(shown, answered);
}

/** Each piece between two `…` is looked for behind the one before it. An expression with as many wildcards would try for hours. */
function matches(shown: string, answered: string): boolean {
  const pieces = shown.split('…');
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return shown === answered;
  if (!answered.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = answered.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return answered.length - last.length >= at && answered.endsWith(last);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
