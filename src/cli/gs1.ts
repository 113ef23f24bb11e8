// GS1 identifiers and what is printed of them: checked, written otherwise, drawn. No node is asked.
import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { Element } from '#gs1/elements/element.ts';
import type { Gs1Fault } from '#gs1/faults.ts';
import { told } from '#gs1/faults.ts';
import { entryOf } from '#gs1/elements/entry.ts';
import { printBracketed, printSeparated } from '#gs1/elements/element-string.ts';
import { meaningOf } from '#gs1/elements/meaning.ts';
import { useWithoutCompany } from '#gs1/keys/company-prefix.ts';
import { keyKinds } from '#gs1/keys/keys.ts';
import type { KeyKind } from '#gs1/keys/keys.ts';
import { printDigitalLink } from '#gs1/links/digital-link.ts';
import { printEpcUrn } from '#gs1/links/epc-urn.ts';
import { readGs1 } from '#gs1/read.ts';
import type { ReadGs1 } from '#gs1/read.ts';
import { SetupError } from '#postgres/errors.ts';
import { eventsCommand } from './gs1-events.ts';
import { faultLines, summaryOf } from './gs1-text.ts';
import { printJson, printLine, progress, tableLines } from './output.ts';

const kinds = Object.keys(keyKinds);

interface CheckOptions {
  readonly as?: KeyKind;
  readonly partial: boolean;
  readonly json: boolean;
}

const asKey = (): Option => new Option('--as <key>', 'what the text is, where it has only the key').choices(kinds);

const check = new Command('check')
  .description('what is in a GS1 key, element string, Digital Link or EPC URN, and what is wrong with it')
  .argument('<text>', 'brackets, separators (FNC1 as ASCII 29 or ␝), an address, a URN, or bare digits')
  .addOption(asKey())
  .option('--partial', 'other symbols on the item may have what this one lacks', false)
  .option('--json', 'print elements[] and faults[] for programs', false)
  .addHelpText(
    'after',
    `
Exits with 0 when there is no fault, and with 1 when there is one.

Examples:
  $ crossdock gs1 check 9506000134352
  $ crossdock gs1 check --as gln 9506000134352
  $ crossdock gs1 check '(01)09506000134352(17)261231(10)ABC'
  $ crossdock gs1 check 'https://id.gs1.org/01/09506000134352/10/ABC?17=261231' --json`,
  )
  .action((text: string, { as, partial, json }: CheckOptions) => {
    const read = readGs1(text, { as: as ?? null, isWhole: !partial });
    if (json) printJson(jsonOf(read));
    else for (const line of linesOf(read)) printLine(line);
    if (read.faults.length > 0) process.exitCode = 1;
  });

type Target = 'brackets' | 'element-string' | 'digital-link' | 'urn' | 'gs1-128' | 'qr';

interface PrintOptions {
  readonly as?: KeyKind;
  readonly to: Target;
  readonly stem: string;
  readonly companyPrefix: readonly string[];
  readonly out?: string;
  readonly json: boolean;
}

const print = new Command('print')
  .description('write a GS1 key, element string, Digital Link or EPC URN in another form, or draw it as SVG')
  .argument('<text>', 'as for check')
  .addOption(asKey())
  .addOption(
    new Option('--to <form>', 'qr holds the Digital Link; gs1-128 and qr are SVG')
      .choices(['brackets', 'element-string', 'digital-link', 'urn', 'gs1-128', 'qr'])
      .makeOptionMandatory(),
  )
  .option('--stem <address>', 'what stands before the key in a Digital Link', 'https://id.gs1.org')
  .option('--company-prefix <digits...>', 'company prefixes that are known: an EPC URN says where it ends', [])
  .option('--out <file>', 'write it there; gs1-128 and qr as an image where it ends with .png')
  .option('--json', 'print {"text": …}, or {"faults": […]}', false)
  .addHelpText(
    'after',
    `
What has a fault is not printed: the faults are told, and the exit code is 1.

Examples:
  $ crossdock gs1 print '(01)09506000134352(10)ABC' --to digital-link --stem https://example.com
  $ crossdock gs1 print '(00)095060001234567893' --to gs1-128 --out label.svg
  $ crossdock gs1 print '(01)09506000134352(21)7' --to urn --company-prefix 9506000
  $ crossdock gs1 print 9506000134352 --to qr --out item.svg`,
  )
  .action(async (text: string, { as, to, stem, companyPrefix, out, json }: PrintOptions) => {
    const read = readGs1(text, { as: as ?? null, isWhole: false });
    const { printed, faults } =
      read.faults.length > 0
        ? { printed: null, faults: read.faults }
        : out?.toLowerCase().endsWith('.png') === true && (to === 'gs1-128' || to === 'qr')
          ? await imageOf(to, read, stem)
          : await printedAs(to, read, stem, companyPrefix);
    if (printed === null) {
      if (json) printJson({ faults: faults.map(told) });
      else for (const line of faults.flatMap(faultLines)) progress(line);
      process.exitCode = 1;
    } else if (out !== undefined) writeTo(out, printed);
    else if (typeof printed !== 'string') throw new Error('an image is only made for a file');
    else if (json) printJson({ text: printed });
    else printLine(printed);
  });

export const gs1Command: Command = new Command('gs1')
  .description('check and print GS1 identifiers, barcodes, Digital Links and EPCIS events')
  .addCommand(check)
  .addCommand(print)
  .addCommand(eventsCommand);

async function imageOf(
  to: 'gs1-128' | 'qr',
  { elements }: ReadGs1,
  stem: string,
): Promise<{ readonly printed: Uint8Array | null; readonly faults: readonly Gs1Fault[] }> {
  const { gs1Code128Png, qrPngOf } = await import('#gs1/symbols-png.ts');
  if (to === 'gs1-128') {
    const { png, faults } = await gs1Code128Png(elements);
    return { printed: png, faults };
  }
  const { uri, faults } = printDigitalLink(elements, { stem: stem.replace(/\/+$/, '') });
  return { printed: uri === null ? null : await qrPngOf(uri), faults };
}

async function printedAs(
  to: Target,
  { elements, companyPrefix }: ReadGs1,
  stem: string,
  prefixes: readonly string[],
): Promise<{ readonly printed: string | null; readonly faults: readonly Gs1Fault[] }> {
  switch (to) {
    case 'brackets':
      return { printed: printBracketed(elements), faults: [] };
    case 'element-string':
      return { printed: printSeparated(elements), faults: [] };
    case 'urn': {
      const { urn, faults } = printEpcUrn(elements, companyPrefix === null ? prefixes : [...prefixes, companyPrefix]);
      return { printed: urn, faults };
    }
    case 'digital-link':
    case 'qr': {
      const { uri, faults } = printDigitalLink(elements, { stem: stem.replace(/\/+$/, '') });
      // The library that draws is large: only this needs it.
      const printed = uri !== null && to === 'qr' ? (await import('#gs1/symbols.ts')).qrOf(uri) : uri;
      return { printed, faults };
    }
    case 'gs1-128': {
      const { svg, faults } = (await import('#gs1/symbols.ts')).gs1Code128(elements);
      return { printed: svg, faults };
    }
  }
}

function jsonOf({ form, alternatives, elements, faults }: ReadGs1): object {
  const { uri } = printDigitalLink(elements);
  return {
    form,
    mayAlsoBe: alternatives,
    elements: elements.map((element) => ({
      ...element,
      title: titleOf(element.ai),
      meaning: meaning(element, faults),
    })),
    digitalLink: faults.length === 0 ? uri : null,
    faults: faults.map(told),
  };
}

function linesOf({ form, alternatives, elements, faults }: ReadGs1): string[] {
  const known = form.replaceAll('_', ' ');
  const rows = elements.map((element) => [
    `  (${element.ai})`,
    titleOf(element.ai),
    element.value,
    meaning(element, faults) ?? '',
  ]);
  const also = alternatives.length === 0 ? '' : `, or ${alternatives.join(' or ')} (--as)`;
  return [`${known}${also}`, ...tableLines(rows), ...faults.flatMap(faultLines), summaryOf(faults.length)];
}

function titleOf(ai: string): string {
  return entryOf(ai)?.title ?? 'unknown';
}

function meaning(element: Element, faults: readonly Gs1Fault[]): string | null {
  if (faults.some(({ ai, position }) => ai === element.ai && position !== null && position >= element.position))
    return null;
  const use = /^0[12]$/.test(element.ai)
    ? useWithoutCompany(element.value.slice(1))
    : /^41[0-7]$/.test(element.ai)
      ? useWithoutCompany(element.value)
      : null;
  return use === null ? meaningOf(element, new Date().getFullYear()) : `a prefix for ${use}`;
}

function writeTo(file: string, printed: string | Uint8Array): void {
  try {
    writeFileSync(file, typeof printed === 'string' ? `${printed}\n` : printed);
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new SetupError(
      'file_unwritable',
      `${file} cannot be written: ${error.message}. Name another file by --out.`,
      {
        cause: error,
      },
    );
  }
}
