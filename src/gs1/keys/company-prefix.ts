// The company prefix in a key: 6 to 12 digits in EPC URNs, 4 to 12 otherwise. How long it is stands nowhere in the key: only GS1 and
// the company know. So it is found among prefixes that are known, and otherwise left open. What can be told of the first digits
// alone is whether a company is in there at all (GenSpecs 1.4.4). Pure.

/** The longest of the known prefixes with which the digits begin; null: none. */
export function companyPrefixAt(digits: string, known: readonly string[]): string | null {
  const found = known.filter((prefix) => /^\d{4,12}$/.test(prefix) && digits.startsWith(prefix));
  return found.toSorted((one, other) => other.length - one.length)[0] ?? null;
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly use: string;
}

const withoutCompany: readonly Range[] = [
  { from: 20, to: 29, use: 'numbers that one company or region gives for itself' },
  { from: 40, to: 49, use: 'numbers that one company gives for itself' },
  { from: 50, to: 59, use: 'coupons' },
  { from: 200, to: 299, use: 'numbers that one company or region gives for itself' },
  { from: 952, to: 952, use: 'examples' },
  { from: 977, to: 977, use: 'serial publications (ISSN)' },
  { from: 978, to: 979, use: 'books (ISBN)' },
  { from: 980, to: 980, use: 'refund receipts' },
  { from: 981, to: 984, use: 'coupons of a currency area' },
  { from: 990, to: 999, use: 'coupons' },
];

/** What the prefix of a GTIN of 13 digits, or of a GLN, says instead of a company; null: a company. */
export function useWithoutCompany(digits: string): string | null {
  const prefix = Number(digits.slice(0, 3));
  return withoutCompany.find(({ from, to }) => prefix >= from && prefix <= to)?.use ?? null;
}
