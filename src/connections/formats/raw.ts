// Messages that are not taken apart: a text, or bytes. Bytes come as base64, so that they can stand in a document.
import { limits } from '#kernel/limits.ts';
import { defineFormat } from './define.ts';
import { encodings } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import { FormatProblem } from './format.ts';
import type { Format } from './format.ts';
import { readBytes, readText } from './source.ts';
import type { FormatLimits } from './source.ts';
import { bodyOf, isObject } from './value.ts';

const mediaTypeSetting = {
  type: 'string',
  maxLength: 200,
  pattern: '^[\\w!#$&^.+-]+/[\\w!#$&^.+-]+(; ?[\\w-]+=[\\w.-]+)*$',
};

export function textFormat(max: FormatLimits = limits): Format {
  return defineFormat<{ readonly encoding?: Encoding; readonly mediaType?: string }>({
    name: 'text',
    title: 'Text as it is: { text }',
    properties: { encoding: { type: 'string', enum: encodings }, mediaType: mediaTypeSetting },
    async *read(bytes, { encoding = 'utf-8' }) {
      const pieces: string[] = [];
      let characters = 0;
      for await (const piece of readText(bytes, {
        encoding,
        bytesMax: max.formatDocumentBytesMax,
        pieceBytes: max.formatPieceBytes,
      })) {
        characters += piece.length;
        if (characters > max.formatRecordCharactersMax) throw tooLong(max.formatRecordCharactersMax, 'characters');
        pieces.push(piece);
      }
      yield { document: { text: pieces.join('') }, place: 'the whole text' };
    },
    write(value, { encoding = 'utf-8', mediaType = `text/plain; charset=${encoding}` }) {
      return { body: bodyOf(textIn(value, 'text'), encoding), mediaType };
    },
  });
}

export function binaryFormat(max: FormatLimits = limits): Format {
  return defineFormat<{ readonly mediaType?: string }>({
    name: 'binary',
    title: 'Bytes as they are: { base64 }',
    properties: { mediaType: mediaTypeSetting },
    async *read(bytes) {
      const pieces: Uint8Array[] = [];
      let count = 0;
      for await (const piece of readBytes(bytes, max.formatDocumentBytesMax)) {
        count += piece.length;
        // Four characters for three bytes.
        if (count * 4 > max.formatRecordCharactersMax * 3)
          throw tooLong(Math.floor((max.formatRecordCharactersMax * 3) / 4), 'bytes');
        pieces.push(piece);
      }
      yield { document: { base64: Buffer.concat(pieces).toString('base64') }, place: 'the whole' };
    },
    write(value, { mediaType = 'application/octet-stream' }) {
      const base64 = textIn(value, 'base64');
      const body = Buffer.from(base64, 'base64');
      if (body.toString('base64') === base64) return { body, mediaType };
      throw new FormatProblem({
        place: 'base64',
        detail: 'It is no base64 with its padding.',
        fix: 'Correct the mapping.',
      });
    },
  });
}

function textIn(value: unknown, field: string): string {
  const text = typeof value === 'string' ? value : isObject(value) ? value[field] : undefined;
  const extra = isObject(value) ? Object.keys(value).find((name) => name !== field) : undefined;
  if (typeof text === 'string' && extra === undefined) return text;
  throw new FormatProblem({
    place: extra === undefined ? 'the value' : `/${extra}`,
    detail:
      extra === undefined ? `It is no text, nor an object with the field ${field}.` : 'It has no place in the format.',
    fix: `Let the mapping make { "${field}": … }.`,
  });
}

function tooLong(most: number, what: string): FormatProblem {
  return new FormatProblem({
    place: 'the whole',
    detail: `It has more than ${most} ${what}, and is one record.`,
    fix: 'Choose a format that tells records apart, or have it sent in parts.',
  });
}
