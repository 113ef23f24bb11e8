// The case of every order stands where the journal brought it, step after step; while it is open it has a clock, a deadline that
// rings by then, and in its chart somebody who looks after what it waits for.
import type { CaseRow, Check, Entry, OrderRow, Say, StateValue, View } from './model.ts';

interface Chart {
  /** Path of a state → who owns it. */
  readonly owners: ReadonlyMap<string, string>;
}

interface Node {
  readonly meta?: { readonly owner?: string };
  readonly states?: Readonly<Record<string, Node>>;
}

export function everyWaitHasAClock(say: Say): Check {
  const stands = new Map<string, string>();
  const charts = new Map<string, Chart>();

  function follow({ type, data }: Entry, subject: string): void {
    const told = data['case'] as { readonly from?: string; readonly to: string } | undefined;
    if (told === undefined) return;
    const before = stands.get(subject);
    if (told.from !== undefined && told.from !== before)
      say(`${subject}: ${type} moves it from ${told.from}, and it stood in ${before ?? 'nothing'}`);
    stands.set(subject, told.to);
  }

  function chartOf(row: CaseRow, view: View): Chart {
    const key = `${row.process}/${row.version}`;
    const known = charts.get(key);
    if (known !== undefined) return known;
    const definition = [...view.definitions].find(([name]) => name === `process/${key}`)?.[1];
    const content = JSON.parse(definition?.content ?? '{}') as { readonly chart?: Node };
    const owners = new Map<string, string>();
    collect(content.chart ?? {}, '', null, owners);
    const chart = { owners };
    charts.set(key, chart);
    return chart;
  }

  function compare({ id, fulfilment }: OrderRow, view: View): void {
    if (fulfilment === null) return;
    const seen = showState(fulfilment.value);
    const told = stands.get(id);
    if (told !== seen) say(`${id} stands in ${seen}, the journal says ${told ?? 'nothing'}`);
    const deadline = view.deadlines.get(`order.wake:${id}`);
    if (fulfilment.ended) {
      if (deadline !== undefined) say(`${id} has ended, and a deadline of it is left`);
      return;
    }
    const first = Math.min(...Object.values(fulfilment.clocks));
    if (!Number.isFinite(first)) return say(`${id} waits in ${seen} without a clock`);
    if (deadline === undefined) return say(`${id} waits in ${seen}, and no deadline will ring`);
    if (fulfilment.alarmAt !== deadline.dueAt)
      say(`${id} is to be woken at ${showTime(fulfilment.alarmAt)}, its deadline is at ${showTime(deadline.dueAt)}`);
    if (deadline.dueAt > first && deadline.failingSince === undefined)
      say(`${id} is woken at ${showTime(deadline.dueAt)}, after its first clock at ${showTime(first)}`);
    const { owners } = chartOf(fulfilment, view);
    if (!pathsOf(fulfilment.value, '').some((path) => owners.has(path)))
      say(`${id} waits in ${seen}, and nobody owns it`);
  }

  return {
    name: 'every wait has a clock and an owner',
    turn: ({ changed }, entries, view) => {
      for (const entry of entries) follow(entry, entry.subject);
      for (const id of changed.orders) {
        const row = view.orders.get(id);
        if (row !== undefined) compare(row, view);
      }
    },
    all: (view) => {
      for (const row of view.orders.values()) compare(row, view);
    },
    quiet: (view, now) => {
      for (const [id, { dueAt }] of view.deadlines)
        if (dueAt <= now) say(`${id} was due at ${showTime(dueAt)} and has not fired by ${showTime(now)}`);
    },
  };
}

function collect(node: Node, path: string, inherited: string | null, owners: Map<string, string>): void {
  const owner = node.meta?.owner ?? inherited;
  if (owner !== null) owners.set(path, owner);
  for (const [name, child] of Object.entries(node.states ?? {}))
    collect(child, path === '' ? name : `${path}.${name}`, owner, owners);
}

function pathsOf(value: StateValue, path: string): string[] {
  const below = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (typeof value === 'string') return [below(value)];
  return Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, below(name)));
}

/** As entries write it: `goods:warehouse.asked books:idle promise:kept`. */
function showState(value: StateValue): string {
  if (typeof value === 'string') return value;
  const children = Object.entries(value).map(([name, inner]) => ({ name, inner: showState(inner) }));
  const [only] = children;
  if (children.length === 1 && only !== undefined)
    return only.inner.includes(':') ? only.inner : `${only.name}.${only.inner}`;
  return children.map(({ name, inner }) => `${name}:${inner}`).join(' ');
}

function showTime(at: number | null): string {
  return at === null ? 'no time' : new Date(at).toISOString();
}
