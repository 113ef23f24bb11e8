// What a system has before it, by time and then in the order in which it was planned: a binary heap in a plain list.

export interface Planned<What> {
  readonly at: number;
  readonly order: number;
  readonly what: What;
}

export function plan<What>(agenda: Planned<What>[], entry: Planned<What>): void {
  let place = agenda.push(entry) - 1;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = agenda[parent];
    if (above === undefined || isBefore(above, entry)) break;
    agenda[place] = above;
    agenda[parent] = entry;
    place = parent;
  }
}

export function next<What>(agenda: readonly Planned<What>[]): Planned<What> | undefined {
  return agenda[0];
}

export function takeNext<What>(agenda: Planned<What>[]): Planned<What> | undefined {
  const first = agenda[0];
  const last = agenda.pop();
  if (last === undefined || agenda.length === 0) return first;
  let place = 0;
  for (;;) {
    const child = lesserChild(agenda, place);
    const entry = agenda[child];
    if (entry === undefined || isBefore(last, entry)) break;
    agenda[place] = entry;
    place = child;
  }
  agenda[place] = last;
  return first;
}

function lesserChild<What>(agenda: readonly Planned<What>[], place: number): number {
  const left = agenda[2 * place + 1];
  const right = agenda[2 * place + 2];
  return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * place + 2 : 2 * place + 1;
}

function isBefore<What>(first: Planned<What>, second: Planned<What>): boolean {
  return first.at === second.at ? first.order < second.order : first.at < second.at;
}
