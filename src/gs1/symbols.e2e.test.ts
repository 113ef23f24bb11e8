// What is drawn is what a reader of barcodes reads: ZBar, of the image that librsvg makes of the drawing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { debianProgram, notHere } from '../../tools/debian.ts';
import { readElementString } from './elements/element-string.ts';
import { gs1Code128Png, qrPngOf } from './symbols-png.ts';
import { gs1Code128, qrOf } from './symbols.ts';

const [image, reader] = [debianProgram('rsvg-convert'), debianProgram('zbarimg')];
const skip = (image === null || reader === null) && notHere('zbarimg or rsvg-convert', ['zbar-tools', 'librsvg2-bin']);

function readImage(png: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-symbol-'));
  try {
    writeFileSync(join(folder, 'symbol.png'), png);
    const shown = ['--quiet', '--raw', '--nodbus', join(folder, 'symbol.png')];
    return execFileSync(reader ?? '', shown, { encoding: 'utf8' }).replace(/\n$/, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readBack(svg: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-symbol-'));
  try {
    const [drawn, png] = [join(folder, 'symbol.svg'), join(folder, 'symbol.png')];
    writeFileSync(drawn, svg);
    execFileSync(image ?? '', ['--background-color', 'white', '--zoom', '2', drawn, '--output', png]);
    return execFileSync(reader ?? '', ['--quiet', '--raw', '--nodbus', png], { encoding: 'utf8' }).replace(/\n$/, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const symbols = [
  '(01)09506000134352(17)261231(10)ABC',
  '(10)A(1)B\\(21)C(11)260101',
  '(21)!"%&\'()*+,-./:;<=>?_az',
  '(00)095060001234567893',
];

for (const text of symbols) {
  test(`${text} is read from its GS1-128`, { skip }, () => {
    const elements = readElementString(text, { isWhole: false }).elements;
    const { svg } = gs1Code128(elements);
    assert.deepEqual(
      readElementString(readBack(svg ?? ''), { isWhole: false }).elements.map(({ ai, value }) => [ai, value]),
      elements.map(({ ai, value }) => [ai, value]),
    );
  });
}

test('a link is read from its QR code', { skip }, () => {
  const uri = 'https://id.gs1.org/01/09506000134352/10/A%2FB?17=261231';
  assert.equal(readBack(qrOf(uri)), uri);
});

test('images are read as drawings are', { skip }, async () => {
  const uri = 'https://id.gs1.org/01/09506000134352/10/A%2FB?17=261231';
  assert.equal(readImage(await qrPngOf(uri)), uri);
  const elements = readElementString('(00)095060001234567893', { isWhole: false }).elements;
  const { png } = await gs1Code128Png(elements);
  assert.equal(readImage(png ?? new Uint8Array()), '00095060001234567893');
  const long = Array.from({ length: 4 }, (_, at) => ({ ai: `9${at}`, value: 'A'.repeat(30) }));
  const { png: none, faults } = await gs1Code128Png(long);
  assert.deepEqual([none, faults.map(({ code }) => code)], [null, ['symbol_too_long']]);
});
