// EN 16931: codes that are in their lists (BR-CL), and VAT identifiers that begin with a country (BR-CO-09).
import type { Amount } from '../model/fields.ts';
import type { Party, TaxCategory } from '../model/parts.ts';
import { has, isCharge, isVat, valueOf } from './checking.ts';
import type { Checking } from './checking.ts';
import {
  allowanceReasons,
  chargeReasons,
  countries,
  creditNoteTypes,
  currencies,
  endpoints,
  invoiceTypes,
  itemClassifications,
  mimeTypes,
  paymentMeans,
  references,
  registers,
  units,
  vatCategories,
} from './code-lists.ts';
import { vatIdOf } from './parties.ts';

type Among = (
  rule: string,
  value: string | undefined,
  list: ReadonlySet<string>,
  said: { readonly at: readonly (object | undefined)[]; readonly what: string; readonly source: string },
) => void;

export function checkCodes(checking: Checking): void {
  const { bill, kind, lines, say } = checking;
  const among: Among = (rule, value, list, { at, what, source }) => {
    const code = value?.trim() ?? '';
    if (code === '' || list.has(code)) return;
    say(rule, {
      at,
      detail: `The ${what} "${code.slice(0, 40)}" is not in ${source}.`,
      fix: 'Give a code of that list.',
    });
  };
  const types = kind === 'Invoice' ? invoiceTypes : creditNoteTypes;
  among('BR-CL-01', valueOf(bill.type), types, {
    at: [bill.type],
    what: 'type (BT-3)',
    source: `UNTDID 1001 for ${kind === 'Invoice' ? 'invoices' : 'credit notes'}`,
  });
  among('BR-CL-04', valueOf(bill.currency), currencies, {
    at: [bill.currency],
    what: 'currency (BT-5)',
    source: 'ISO 4217',
  });
  among('BR-CL-05', valueOf(bill.taxCurrency), currencies, {
    at: [bill.taxCurrency],
    what: 'currency of VAT (BT-6)',
    source: 'ISO 4217',
  });
  for (const amount of amountsOf(checking)) {
    among('BR-CL-03', amount.currency, currencies, { at: [amount], what: 'currency of an amount', source: 'ISO 4217' });
  }
  for (const code of (bill.periods ?? []).flatMap(({ codes }) => codes ?? [])) {
    among('BR-CL-06', valueOf(code), new Set(['3', '35', '432']), {
      at: [code],
      what: 'code of the VAT point (BT-8)',
      source: 'UNTDID 2005: 3, 35 or 432',
    });
  }
  for (const { id, typeCode, attachment } of bill.documents ?? []) {
    if (valueOf(typeCode) === '130') {
      among('BR-CL-07', id?.scheme, references, {
        at: [id],
        what: 'scheme of the invoiced object (BT-18)',
        source: 'UNTDID 1153',
      });
    }
    const { content } = attachment ?? {};
    among('BR-CL-24', content?.mime, mimeTypes, {
      at: [content],
      what: 'media type of the attachment (BT-125)',
      source: `what is allowed: ${[...mimeTypes].join(', ')}`,
    });
  }
  for (const means of bill.paymentMeans ?? []) {
    among('BR-CL-16', valueOf(means.code), paymentMeans, {
      at: [means.code],
      what: 'means of payment (BT-81)',
      source: 'UNTDID 4461',
    });
  }
  for (const one of [
    ...(bill.allowancesAndCharges ?? []),
    ...lines.flatMap((line) => line.allowancesAndCharges ?? []),
  ]) {
    const own = isCharge(one)
      ? (['BR-CL-20', chargeReasons, 'UNTDID 7161'] as const)
      : (['BR-CL-19', allowanceReasons, 'UNTDID 5189'] as const);
    among(own[0], valueOf(one.reasonCode), own[1], {
      at: [one.reasonCode],
      what: `reason of the ${isCharge(one) ? 'charge' : 'allowance'}`,
      source: own[2],
    });
  }
  checkCategories(checking, among);
  checkItems(checking, among);
  checkPartyCodes(checking, among);
}

function checkCategories({ bill, lines }: Checking, among: Among): void {
  const source = 'UNTDID 5305 as EN 16931 uses it: S, Z, E, AE, K, G, O, L, M, B';
  const check = (rule: string, categories: readonly (TaxCategory | undefined)[]): void => {
    for (const category of categories) {
      // Without a scheme it is meant to be of VAT: what else is wrong is said by other rules.
      if (category === undefined || (has(category.scheme?.id) && !isVat(category))) continue;
      among(rule, valueOf(category.id), vatCategories, { at: [category.id], what: 'VAT category', source });
    }
  };
  check(
    'BR-CL-17',
    (bill.taxTotals ?? []).flatMap(({ subtotals }) => (subtotals ?? []).map(({ category }) => category)),
  );
  check(
    'BR-CL-17',
    (bill.allowancesAndCharges ?? []).flatMap(({ taxCategories }) => taxCategories ?? []),
  );
  check(
    'BR-CL-18',
    lines.flatMap(({ item }) => item?.taxCategories ?? []),
  );
}

function checkItems({ lines }: Checking, among: Among): void {
  for (const { item, quantity, price, documents } of lines) {
    for (const unit of [quantity, price?.per]) {
      among('BR-CL-23', unit?.unit, units, { at: [unit], what: 'unit', source: 'UN/ECE Recommendations 20 and 21' });
    }
    among('BR-CL-15', valueOf(item?.origin?.code), countries, {
      at: [item?.origin?.code],
      what: 'country of origin (BT-159)',
      source: 'ISO 3166-1',
    });
    const standardId = item?.standardId?.id;
    among('BR-CL-21', standardId?.scheme, registers, {
      at: [standardId],
      what: 'scheme of the item (BT-157)',
      source: 'ISO/IEC 6523',
    });
    for (const { code } of item?.classifications ?? []) {
      among('BR-CL-13', code?.list, itemClassifications, {
        at: [code],
        what: 'scheme of the classification (BT-158)',
        source: 'UNTDID 7143',
      });
    }
    for (const { id } of documents ?? []) {
      among('BR-CL-07', id?.scheme, references, {
        at: [id],
        what: 'scheme of the invoiced object (BT-128)',
        source: 'UNTDID 1153',
      });
    }
  }
}

function checkPartyCodes({ bill, say }: Checking, among: Among): void {
  const parties: readonly (readonly [string, Party | undefined])[] = [
    ['seller', bill.seller?.party],
    ['buyer', bill.buyer?.party],
    ['payee', bill.payee],
    ['tax representative', bill.taxRepresentative],
  ];
  for (const [who, party] of parties) {
    const country = party?.address?.country?.code;
    among('BR-CL-14', valueOf(country), countries, {
      at: [country],
      what: `country of the ${who}`,
      source: 'ISO 3166-1',
    });
    among('BR-CL-25', party?.endpoint?.scheme, endpoints, {
      at: [party?.endpoint],
      what: `scheme of the ${who}'s electronic address`,
      source: 'the Electronic Address Scheme list (EAS)',
    });
    for (const { id } of party?.ids ?? []) {
      if (id?.scheme === 'SEPA') continue;
      among('BR-CL-10', id?.scheme, registers, {
        at: [id],
        what: `scheme of the ${who}'s identifier`,
        source: 'ISO/IEC 6523',
      });
    }
    for (const { companyId } of party?.legalEntities ?? []) {
      among('BR-CL-11', companyId?.scheme, registers, {
        at: [companyId],
        what: `scheme of the ${who}'s registration`,
        source: 'ISO/IEC 6523',
      });
    }
    const vatId = vatIdOf(party);
    const prefix = valueOf(vatId).slice(0, 2);
    if (!has(vatId) || countries.has(prefix) || prefix === 'EL') continue;
    const fix = 'Put the two letters of the country before it: EL or GR for Greece.';
    say('BR-CO-09', { at: [vatId], detail: `The VAT identifier of the ${who} does not begin with a country.`, fix });
  }
  for (const { location } of bill.deliveries ?? []) {
    const country = location?.address?.country?.code;
    among('BR-CL-14', valueOf(country), countries, {
      at: [country],
      what: 'country of delivery (BT-80)',
      source: 'ISO 3166-1',
    });
    among('BR-CL-26', location?.id?.scheme, registers, {
      at: [location?.id],
      what: 'scheme of the place of delivery (BT-71)',
      source: 'ISO/IEC 6523',
    });
  }
}

/** All amounts of money, for what is said of each of them. */
export function amountsOf({ bill, lines }: Checking): Amount[] {
  const { totals, taxTotals = [], allowancesAndCharges = [] } = bill;
  const ofAllowances = (list: typeof allowancesAndCharges): (Amount | undefined)[] =>
    list.flatMap(({ amount, base }) => [amount, base]);
  const all = [
    ...[
      totals?.lines,
      totals?.withoutTax,
      totals?.withTax,
      totals?.allowances,
      totals?.charges,
      totals?.prepaid,
      totals?.rounding,
      totals?.payable,
    ],
    ...taxTotals.flatMap(({ amount, subtotals }) => [
      amount,
      ...(subtotals ?? []).flatMap((each) => [each.taxable, each.amount]),
    ]),
    ...ofAllowances(allowancesAndCharges),
    ...lines.flatMap(({ amount, price, allowancesAndCharges: own }) => [
      amount,
      price?.amount,
      ...ofAllowances(own ?? []),
      ...ofAllowances(price?.allowances ?? []),
    ]),
  ];
  return all.filter((amount) => amount !== undefined);
}
