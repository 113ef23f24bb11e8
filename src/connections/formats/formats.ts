// Every format there is, by name.
import { limits } from '#kernel/limits.ts';
import { csvFormat } from './csv.ts';
import type { CheckedFormat, SettingsComplaint } from './define.ts';
import { fixedFormat } from './fixed.ts';
import type { FormatSettings } from './format.ts';
import { jsonFormat } from './json.ts';
import { ndjsonFormat } from './ndjson.ts';
import { binaryFormat, textFormat } from './raw.ts';
import type { FormatLimits } from './source.ts';
import { xmlFormat } from './xml.ts';

export function createFormats(max: FormatLimits = limits): ReadonlyMap<string, CheckedFormat> {
  const all = [csvFormat, jsonFormat, ndjsonFormat, xmlFormat, fixedFormat, textFormat, binaryFormat];
  return new Map(all.map((create) => create(max)).map((format) => [format.name, format]));
}

export const formats: ReadonlyMap<string, CheckedFormat> = createFormats();

/** Null: the settings name a format and can be used with it. */
export function complainOfFormat(settings: FormatSettings): SettingsComplaint | null {
  const format = formats.get(settings.name);
  if (format !== undefined) return format.complain(settings);
  return {
    pointer: '/name',
    detail: `There is no format "${settings.name}".`,
    fix: `Choose one of ${[...formats.keys()].join(', ')}.`,
  };
}
