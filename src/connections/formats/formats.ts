// Every format there is, by name.
import { limits } from '#kernel/limits.ts';
import { csvFormat } from './csv.ts';
import { ediFormat } from './edi.ts';
import { epcisFormat } from './epcis.ts';
import { fixedFormat } from './fixed.ts';
import type { Format } from './format.ts';
import { jsonFormat } from './json.ts';
import { ndjsonFormat } from './ndjson.ts';
import { binaryFormat, textFormat } from './raw.ts';
import type { FormatLimits } from './source.ts';
import { ublFormat } from './ubl.ts';
import { xmlFormat } from './xml.ts';

export function createFormats(max: FormatLimits = limits): ReadonlyMap<string, Format> {
  const all = [
    csvFormat,
    jsonFormat,
    ndjsonFormat,
    xmlFormat,
    fixedFormat,
    ediFormat,
    ublFormat,
    epcisFormat,
    textFormat,
    binaryFormat,
  ];
  return new Map(all.map((create) => create(max)).map((format) => [format.name, format]));
}

export const formats: ReadonlyMap<string, Format> = createFormats();
