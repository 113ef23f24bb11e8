// Patterns of names: `*` for any characters, `?` for one, `{csv,txt}` for either. Names are given by others, so the time this takes
// grows with name times pattern and no faster; node's own matchesGlob takes seconds for `*_*_*_*` and a name of underscores.

const alternativesMax = 64;

/** Why a pattern cannot be used; null: it can. */
export function patternProblem(pattern: string): string | null {
  const open = pattern.replaceAll(group, '');
  if (/[{}]/.test(open)) return 'A brace has no other half, or stands inside of another.';
  const count = [...pattern.matchAll(group)].reduce((all, [, inner = '']) => all * inner.split(',').length, 1);
  return count > alternativesMax ? `It stands for ${count} patterns; ${alternativesMax} are the most.` : null;
}

export function matchesName(name: string, pattern: string): boolean {
  return alternatives(pattern).some((one) => matches(Array.from(name), Array.from(one)));
}

const group = /\{([^{}]*)\}/g;

function alternatives(pattern: string): readonly string[] {
  const [whole, inner = ''] = /\{([^{}]*)\}/.exec(pattern) ?? [];
  if (whole === undefined || patternProblem(pattern) !== null) return [pattern];
  return inner.split(',').flatMap((one) => alternatives(pattern.replace(whole, () => one)));
}

/** Where it fails, only the last `*` takes one more: those before it need not be tried again. */
function matches(name: readonly string[], pattern: readonly string[]): boolean {
  let at = 0;
  let step = 0;
  let star = -1;
  let from = 0;
  while (at < name.length) {
    if (pattern[step] === '*') {
      star = step;
      step += 1;
      from = at;
    } else if (pattern[step] === '?' || pattern[step] === name[at]) {
      at += 1;
      step += 1;
    } else if (star >= 0) {
      step = star + 1;
      from += 1;
      at = from;
    } else return false;
  }
  return pattern.slice(step).every((sign) => sign === '*');
}
