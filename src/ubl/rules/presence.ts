// EN 16931: what an invoice has to say at all (BR-01 to BR-65, and the BR-CO rules about what must be said with what).
import { has, isCharge, valueOf, vatCategoryOf } from './checking.ts';
import type { Checking, Valued } from './checking.ts';
import type { AllowanceCharge, Party, Period } from '../model/parts.ts';

type Wanted = readonly [rule: string, leaf: Valued | undefined, what: string, element: string];

function want({ say }: Checking, at: readonly (object | undefined)[], wanted: readonly Wanted[]): void {
  for (const [rule, leaf, what, element] of wanted) {
    if (!has(leaf)) say(rule, { at: [leaf, ...at], detail: `${what} is missing.`, fix: `Give ${element}.` });
  }
}

export function checkHead(checking: Checking): void {
  const { bill, kind, lines, say } = checking;
  const { totals } = bill;
  want(
    checking,
    [],
    [
      ['BR-01', bill.customization, 'The specification that the invoice follows (BT-24)', 'cbc:CustomizationID'],
      ['BR-02', bill.number, 'The number of the invoice (BT-1)', 'cbc:ID'],
      ['BR-03', bill.issued, 'The date of issue (BT-2)', 'cbc:IssueDate'],
      ['BR-04', bill.type, 'The type of the invoice (BT-3)', `cbc:${kind}TypeCode`],
      ['BR-05', bill.currency, 'The currency of the invoice (BT-5)', 'cbc:DocumentCurrencyCode'],
    ],
  );
  want(
    checking,
    [totals],
    [
      [
        'BR-12',
        totals?.lines,
        'The sum of the net amounts of lines (BT-106)',
        'cac:LegalMonetaryTotal/cbc:LineExtensionAmount',
      ],
      ['BR-13', totals?.withoutTax, 'The total without VAT (BT-109)', 'cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount'],
      ['BR-14', totals?.withTax, 'The total with VAT (BT-112)', 'cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount'],
      ['BR-15', totals?.payable, 'The amount due (BT-115)', 'cac:LegalMonetaryTotal/cbc:PayableAmount'],
    ],
  );
  if (lines.length === 0) {
    say('BR-16', { at: [], detail: 'There is no line (BG-25).', fix: `Give at least one cac:${kind}Line.` });
  }
  const codes = (bill.periods ?? []).flatMap((period) => period.codes ?? []).filter(has);
  if (has(bill.taxPoint) && codes.length > 0) {
    say('BR-CO-03', {
      at: [bill.taxPoint],
      detail: 'The date of the VAT point (BT-7) and its code (BT-8) exclude each other, and both are there.',
      fix: 'Leave out cbc:TaxPointDate or cac:InvoicePeriod/cbc:DescriptionCode.',
    });
  }
}

export function checkParties(checking: Checking): void {
  const { bill, say } = checking;
  const seller = bill.seller?.party;
  const buyer = bill.buyer?.party;
  const representative = bill.taxRepresentative;
  const payee = bill.payee;
  want(
    checking,
    [seller, bill.seller],
    [
      ['BR-06', legalName(seller), "The seller's name (BT-27)", 'cac:PartyLegalEntity/cbc:RegistrationName'],
      ['BR-08', presence(seller?.address), "The seller's postal address (BG-5)", 'cac:PostalAddress'],
      ['BR-09', seller?.address?.country?.code, "The seller's country (BT-40)", 'cac:Country/cbc:IdentificationCode'],
    ],
  );
  want(
    checking,
    [buyer, bill.buyer],
    [
      ['BR-07', legalName(buyer), "The buyer's name (BT-44)", 'cac:PartyLegalEntity/cbc:RegistrationName'],
      ['BR-10', presence(buyer?.address), "The buyer's postal address (BG-8)", 'cac:PostalAddress'],
      ['BR-11', buyer?.address?.country?.code, "The buyer's country (BT-55)", 'cac:Country/cbc:IdentificationCode'],
    ],
  );
  for (const [rule, party, whose, term] of [
    ['BR-62', seller, "seller's", 'BT-34'],
    ['BR-63', buyer, "buyer's", 'BT-49'],
  ] as const) {
    if (!has(party?.endpoint) || (party?.endpoint?.scheme ?? '') !== '') continue;
    say(rule, {
      at: [party?.endpoint],
      detail: `The ${whose} electronic address (${term}) does not say its scheme.`,
      fix: 'Give schemeID of cbc:EndpointID.',
    });
  }
  if (payee !== undefined) {
    const name = payee.names?.[0]?.name;
    want(
      checking,
      [payee],
      [
        [
          'BR-17',
          name,
          "The payee's name (BT-59), of one who is not the seller,",
          'cac:PayeeParty/cac:PartyName/cbc:Name',
        ],
      ],
    );
  }
  if (representative !== undefined) {
    want(
      checking,
      [representative],
      [
        ['BR-18', representative.names?.[0]?.name, "The tax representative's name (BT-62)", 'cac:PartyName/cbc:Name'],
        [
          'BR-19',
          presence(representative.address),
          "The tax representative's postal address (BG-12)",
          'cac:PostalAddress',
        ],
        [
          'BR-20',
          representative.address?.country?.code,
          "The tax representative's country (BT-69)",
          'cac:Country/cbc:IdentificationCode',
        ],
        [
          'BR-56',
          vatIdOf(representative),
          "The tax representative's VAT identifier (BT-63)",
          'cac:PartyTaxScheme/cbc:CompanyID with the scheme VAT',
        ],
      ],
    );
  }
  const ids = [
    vatIdOf(seller),
    legalIdOf(seller),
    ...(seller?.ids ?? []).map((one) => one.id).filter((one) => one?.scheme !== 'SEPA'),
  ];
  if (!ids.some(has)) {
    say('BR-CO-26', {
      at: [seller, bill.seller],
      detail:
        'Nothing identifies the seller: no identifier (BT-29), legal registration (BT-30) or VAT identifier (BT-31).',
      fix: 'Give one of them.',
    });
  }
}

export function legalName(party: Party | undefined): Valued | undefined {
  return party?.legalEntities?.find(({ name }) => has(name))?.name;
}

export function legalIdOf(party: Party | undefined): Valued | undefined {
  return party?.legalEntities?.find(({ companyId }) => has(companyId))?.companyId;
}

export function vatIdOf(party: Party | undefined): Valued | undefined {
  return party?.taxSchemes?.find(
    ({ companyId, scheme }) => has(companyId) && valueOf(scheme?.id).toUpperCase() === 'VAT',
  )?.companyId;
}

/** Of another tax than VAT: BT-32. */
export function taxRegistrationOf(party: Party | undefined): Valued | undefined {
  return party?.taxSchemes?.find(
    ({ companyId, scheme }) => has(companyId) && valueOf(scheme?.id).toUpperCase() !== 'VAT',
  )?.companyId;
}

/** A group that must be there, whatever is in it. */
function presence(group: object | undefined): Valued | undefined {
  return group === undefined ? undefined : { value: 'there' };
}

export function checkLines(checking: Checking): void {
  const { lines, kind, say } = checking;
  const counted = kind === 'Invoice' ? 'cbc:InvoicedQuantity' : 'cbc:CreditedQuantity';
  for (const line of lines) {
    const { item, price } = line;
    want(
      checking,
      [line],
      [
        ['BR-21', line.number, 'The number of the line (BT-126)', 'cbc:ID'],
        ['BR-22', line.quantity, 'The quantity of the line (BT-129)', counted],
        ['BR-24', line.amount, 'The net amount of the line (BT-131)', 'cbc:LineExtensionAmount'],
        ['BR-25', item?.name, "The item's name (BT-153)", 'cac:Item/cbc:Name'],
        ['BR-26', price?.amount, "The item's net price (BT-146)", 'cac:Price/cbc:PriceAmount'],
      ],
    );
    if ((line.quantity?.unit ?? '') === '') {
      say('BR-23', {
        at: [line.quantity, line],
        detail: 'The unit of the quantity (BT-130) is missing.',
        fix: `Give unitCode of ${counted}.`,
      });
    }
    if (!has(vatCategoryOf(item?.taxCategories)?.id)) {
      say('BR-CO-04', {
        at: [item, line],
        detail: 'The line has no VAT category (BT-151).',
        fix: 'Give cac:Item/cac:ClassifiedTaxCategory/cbc:ID with the scheme VAT.',
      });
    }
    for (const property of item?.properties ?? []) {
      if (has(property.name) && has(property.value)) continue;
      say('BR-54', {
        at: [property],
        detail: 'A property of the item (BG-32) lacks its name (BT-160) or its value (BT-161).',
        fix: 'Give both.',
      });
    }
    const standardId = item?.standardId?.id;
    if (has(standardId) && (standardId?.scheme ?? '') === '') {
      say('BR-64', {
        at: [standardId],
        detail: "The item's standard identifier (BT-157) does not say its scheme.",
        fix: 'Give schemeID: 0160 for a GTIN.',
      });
    }
    for (const { code } of item?.classifications ?? []) {
      if (!has(code) || (code?.list ?? '') !== '') continue;
      say('BR-65', {
        at: [code],
        detail: "The item's classification (BT-158) does not say its scheme.",
        fix: 'Give listID.',
      });
    }
    for (const period of line.periods ?? [])
      checkPeriod(checking, period, { ends: 'BR-30', isThere: 'BR-CO-20', name: 'period of the line (BG-26)' });
    for (const one of line.allowancesAndCharges ?? []) {
      checkReason(checking, one, isCharge(one) ? lineCharge : lineAllowance);
    }
  }
}

export function checkPeriods(checking: Checking): void {
  for (const period of checking.bill.periods ?? []) {
    checkPeriod(checking, period, { ends: 'BR-29', isThere: 'BR-CO-19', name: 'period of the invoice (BG-14)' });
  }
}

function checkPeriod(
  { say }: Checking,
  period: Period,
  { ends, isThere, name }: { ends: string; isThere: string; name: string },
): void {
  const [start, end] = [valueOf(period.start), valueOf(period.end)];
  if (start !== '' && end !== '' && end.slice(0, 10) < start.slice(0, 10)) {
    say(ends, {
      at: [period.end],
      detail: `The ${name} ends on ${end}, before it starts on ${start}.`,
      fix: 'Correct one of the dates.',
    });
  }
  if (start === '' && end === '' && (period.codes ?? []).length === 0) {
    say(isThere, { at: [period], detail: `The ${name} has neither start nor end.`, fix: 'Give at least one of them.' });
  }
}

interface ReasonRules {
  readonly amount: string;
  readonly category: string | null;
  readonly reasons: readonly string[];
  readonly name: string;
}

const documentAllowance = {
  amount: 'BR-31',
  category: 'BR-32',
  reasons: ['BR-33', 'BR-CO-21'],
  name: 'allowance of the document (BG-20)',
};
const documentCharge = {
  amount: 'BR-36',
  category: 'BR-37',
  reasons: ['BR-38', 'BR-CO-22'],
  name: 'charge of the document (BG-21)',
};
const lineAllowance = {
  amount: 'BR-41',
  category: null,
  reasons: ['BR-42', 'BR-CO-23'],
  name: 'allowance of the line (BG-27)',
};
const lineCharge = {
  amount: 'BR-43',
  category: null,
  reasons: ['BR-44', 'BR-CO-24'],
  name: 'charge of the line (BG-28)',
};

export function checkAllowances(checking: Checking): void {
  for (const one of checking.bill.allowancesAndCharges ?? []) {
    checkReason(checking, one, isCharge(one) ? documentCharge : documentAllowance);
  }
}

function checkReason(checking: Checking, one: AllowanceCharge, { amount, category, reasons, name }: ReasonRules): void {
  want(checking, [one], [[amount, one.amount, `The amount of the ${name}`, 'cbc:Amount']]);
  if (category !== null && !has(vatCategoryOf(one.taxCategories)?.id)) {
    checking.say(category, {
      at: [one],
      detail: `The ${name} has no VAT category.`,
      fix: 'Give cac:TaxCategory/cbc:ID with the scheme VAT.',
    });
  }
  if (has(one.reasonCode) || (one.reasons ?? []).some(has)) return;
  for (const rule of reasons) {
    checking.say(rule, {
      at: [one],
      detail: `The ${name} has neither a reason nor a code of one.`,
      fix: 'Give cbc:AllowanceChargeReason or cbc:AllowanceChargeReasonCode.',
    });
  }
}

export function checkReferences(checking: Checking): void {
  const { bill, say } = checking;
  for (const document of bill.documents ?? []) {
    want(checking, [document], [['BR-52', document.id, 'The reference of the supporting document (BT-122)', 'cbc:ID']]);
  }
  const objects = (bill.documents ?? []).filter(({ typeCode }) => valueOf(typeCode) === '130');
  if (objects.length > 1) {
    const fix = 'Give one cac:AdditionalDocumentReference of the type 130.';
    say('UBL-SR-04', {
      at: [objects[1]],
      detail: 'There are several invoiced objects (BT-18), and can be only one.',
      fix,
    });
  }
  for (const { invoice, creditNote } of bill.preceding ?? []) {
    for (const preceding of [invoice, creditNote]) {
      if (preceding !== undefined)
        want(checking, [preceding], [['BR-55', preceding.id, 'The number of the preceding invoice (BT-25)', 'cbc:ID']]);
    }
  }
  for (const { location } of bill.deliveries ?? []) {
    if (location?.address === undefined) continue;
    want(
      checking,
      [location.address],
      [
        [
          'BR-57',
          location.address.country?.code,
          'The country of delivery (BT-80)',
          'cac:Country/cbc:IdentificationCode',
        ],
      ],
    );
  }
  const taxCurrency = valueOf(bill.taxCurrency);
  const isTold = (bill.taxTotals ?? []).some(({ amount }) => amount?.currency === taxCurrency);
  if (taxCurrency !== '' && !isTold) {
    say('BR-53', {
      at: [bill.taxCurrency],
      detail: `VAT is accounted for in ${taxCurrency} (BT-6), and its total in that currency (BT-111) is missing.`,
      fix: `Give a second cac:TaxTotal with only cbc:TaxAmount in ${taxCurrency}.`,
    });
  }
}
