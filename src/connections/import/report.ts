// What an import tells at its end. Pure.
import type { Fate } from './account.ts';
import type { Checkpoint, Refusal } from './checkpoint.ts';
import type { Comparison } from './compare.ts';
import type { Mapping } from './mapping-file.ts';
import type { Prepared } from './prepare.ts';

export interface ImportReport {
  /** `dry_run`: nothing was sent; `resumed`: an earlier run had sent a part; `nothing_new`: an earlier run had sent all. */
  readonly state: 'dry_run' | 'sent' | 'resumed' | 'nothing_new';
  readonly mapping: string;
  readonly lines: number;
  readonly fates: Readonly<Record<Fate, number>>;
  /** Refused lines by reason, of the mapping and of the node. */
  readonly refused: Readonly<Record<string, number>>;
  readonly orders: number;
  /** Of the files (`total`); those sent that the node had not seen, and those it had: opening events count here too. */
  readonly events: { readonly total: number; readonly new: number; readonly known: number };
  readonly items: { readonly total: number; readonly created: number };
  /** Orders and events that the node refused, the first of them. */
  readonly refusals: { readonly total: number; readonly first: readonly Refusal[] };
  /** Movements in the ledger against the files, without opening stock. Null in a dry run. */
  readonly ledger: Comparison | null;
  readonly seconds: { readonly read: number; readonly send: number; readonly total: number };
  readonly linesPerSecond: { readonly read: number; readonly send: number; readonly total: number };
  /** False: the node refused something, or the ledger shows something else than the files. */
  readonly ok: boolean;
}

export interface ReportParts {
  readonly state: ImportReport['state'];
  readonly mapping: Pick<Mapping, 'name'>;
  readonly prepared: Prepared;
  readonly checkpoint?: Checkpoint;
  readonly comparison?: Comparison;
  readonly times: {
    readonly readMs: number;
    /** Sending, and the lines sent by this run: one that goes on does not send what an earlier one had sent. */
    readonly sendMs?: number;
    readonly sentLines?: number;
    readonly totalMs?: number;
  };
}

export function reportOf({ state, mapping, prepared, checkpoint, comparison, times }: ReportParts): ImportReport {
  const fates: Record<Fate, number> = { ...prepared.fates };
  const refused: Record<string, number> = { ...prepared.reasons };
  for (const fate of ['ordered', 'returned', 'adjusted'] as const) {
    for (const [code, rows] of Object.entries(checkpoint?.refused[fate] ?? {})) {
      fates[fate] -= rows;
      fates.refused += rows;
      refused[code] = (refused[code] ?? 0) + rows;
    }
  }
  const { readMs, sendMs = 0, sentLines = 0, totalMs = readMs } = times;
  const perSecond = (lines: number, ms: number): number => (ms === 0 ? 0 : Math.round((lines * 1_000) / ms));
  return {
    state,
    mapping: mapping.name,
    lines: prepared.rows,
    fates,
    refused,
    orders: prepared.orders,
    events: {
      total: prepared.events,
      ...(state === 'nothing_new'
        ? { new: 0, known: prepared.events }
        : { new: checkpoint?.eventsNew ?? 0, known: checkpoint?.eventsKnown ?? 0 }),
    },
    items: { total: prepared.items.size, created: state === 'nothing_new' ? 0 : (checkpoint?.itemsCreated ?? 0) },
    refusals: { total: checkpoint?.refusalsTotal ?? 0, first: checkpoint?.refusals ?? [] },
    ledger: comparison ?? null,
    seconds: { read: seconds(readMs), send: seconds(sendMs), total: seconds(totalMs) },
    linesPerSecond: {
      read: perSecond(prepared.rows, readMs),
      send: perSecond(sentLines, sendMs),
      total: perSecond(prepared.rows, totalMs),
    },
    ok: (comparison?.different ?? 0) === 0 && (checkpoint?.refusalsTotal ?? 0) === 0,
  };
}

function seconds(ms: number): number {
  return Math.round(ms) / 1_000;
}

/** The report in sentences. */
export function* describe(report: ImportReport): Generator<string> {
  const { fates, ledger } = report;
  yield headline(report);
  yield `${report.lines} lines: ${fates.ordered} ordered, ${fates.returned} returned, ${fates.adjusted} adjusted, ${fates.refused} refused.`;
  for (const [reason, lines] of Object.entries(report.refused).toSorted(([, one], [, other]) => other - one))
    yield `  refused ${lines} as ${reason}`;
  yield `${report.orders} orders, ${report.events.total} events, ${report.items.total} items.`;
  for (const { what, code, detail } of report.refusals.first) yield `  the node refused ${what} (${code}): ${detail}`;
  const unlisted = report.refusals.total - report.refusals.first.length;
  if (unlisted > 0) yield `  and ${unlisted} more`;
  if (ledger !== null) yield* describeLedger(report, ledger);
  const { linesPerSecond: rate, seconds: took } = report;
  if (took.send > 0)
    yield `${took.total} s in all: ${rate.total} lines/s (reading ${rate.read}, sending ${rate.send}).`;
  else yield `${took.total} s: ${rate.total} lines/s.`;
}

function headline({ state, mapping }: ImportReport): string {
  switch (state) {
    case 'dry_run':
      return `Dry run of ${mapping}: nothing was sent.`;
    case 'sent':
      return `Imported with ${mapping}.`;
    case 'resumed':
      return `Imported with ${mapping}, going on from where an earlier run ended.`;
    case 'nothing_new':
      return 'Nothing new: these files were imported before.';
  }
}

function* describeLedger({ state }: ImportReport, { items, different, differences }: Comparison): Generator<string> {
  if (different === 0) {
    yield `The ledger equals the files for all ${items} items.`;
    return;
  }
  yield `The ledger differs from the files for ${different} of ${items} items:`;
  for (const { item, files, ledger } of differences) yield `  ${item}: files ${files}, ledger ${ledger}`;
  if (state === 'nothing_new') yield 'If the node has another database than before, run with --restart.';
}
