// Whether a connection speaks the ids of a system that somebody declared. One that nobody declared is no error, for either may come
// first; a misspelled one would find none of its ids, and nobody would know why.
import type pg from 'pg';
import { closest } from '#contracts/spelling.ts';
import type { SettingsProblem } from '#connectors/connector.ts';

const shownMax = 50;

/** Null: it is declared, or the connection names none. */
export async function undeclared(pool: pg.Pool, system: string | null): Promise<SettingsProblem | null> {
  if (system === null) return null;
  const { rows } = await pool.query<{ system: string }>('select system from identifier_systems order by system');
  return warningOf(
    system,
    rows.map((row) => row.system),
  );
}

export function warningOf(system: string, declared: readonly string[]): SettingsProblem | null {
  if (declared.includes(system)) return null;
  const names = new Map(declared.map((name) => [name.replaceAll(/[_-]/g, '').toLowerCase(), name]));
  const meant = names.get(closest(system, [...names.keys()]) ?? '');
  const more = declared.length > shownMax ? ` and ${declared.length - shownMax} more` : '';
  const known =
    declared.length === 0
      ? 'No system is declared yet.'
      : `Declared are ${declared.slice(0, shownMax).join(', ')}${more}.`;
  return {
    pointer: '/system',
    detail: `No system is called ${system}. ${known}`,
    fix:
      meant === undefined
        ? `Declare it with PUT /v1/identifier-systems/${encodeURIComponent(system)}, or correct it.`
        : `Did you mean ${meant}? Otherwise declare it with PUT /v1/identifier-systems/${encodeURIComponent(system)}.`,
  };
}
