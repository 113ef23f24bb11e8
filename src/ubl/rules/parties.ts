// EN 16931: who must be known, and how (BR-06 to BR-11, BR-17 to BR-20, BR-56, BR-62, BR-63, BR-CO-26).
import type { Party } from '../model/parts.ts';
import { has, valueOf, want } from './checking.ts';
import type { Checking, Valued } from './checking.ts';

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

function legalName(party: Party | undefined): Valued | undefined {
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
