// What a delivery is written as: by its format alone, or under an agreement with a partner.
import { isAgreed, writeAgreed } from '#connections/agreements/outgoing.ts';
import type { ExchangeOut, OutOf } from '#connections/agreements/outgoing.ts';
import type { Format, FormatSettings, Written } from '#connections/formats/format.ts';

/** What it is written as; under an agreement with what that adds to it. Throws FormatProblem. */
export async function write(
  { formats, exchange }: { readonly formats: ReadonlyMap<string, Format>; readonly exchange: ExchangeOut | undefined },
  settings: FormatSettings,
  of: OutOf,
): Promise<{ readonly value: unknown; readonly written: Written }> {
  const format = formats.get(settings.name);
  if (format === undefined) throw new Error(`No format is called ${settings.name}`);
  if (!isAgreed(settings)) return { value: of.value, written: format.write(of.value, settings) };
  if (exchange === undefined) throw new Error('bug: something is sent under an agreement by who has none');
  return writeAgreed(exchange, format, settings, of);
}
