// EN 16931: how an invoice is paid (BR-49 to BR-51, BR-61), and what the binding to UBL says of it (UBL-SR-44, UBL-SR-47).
import { has, valueOf } from './checking.ts';
import type { Checking } from './checking.ts';

const transfers = new Set(['30', '58']);

export function checkPayment({ bill, say }: Checking): void {
  const means = bill.paymentMeans ?? [];
  for (const one of means) {
    const { code, payee, card } = one;
    if (!has(code)) {
      say('BR-49', {
        at: [one],
        detail: 'The means of payment (BG-16) have no code (BT-81).',
        fix: 'Give cbc:PaymentMeansCode.',
      });
    }
    if (payee !== undefined && !has(payee.id)) {
      say('BR-50', {
        at: [payee],
        detail: 'The account to pay to (BG-17) has no identifier (BT-84).',
        fix: 'Give cac:PayeeFinancialAccount/cbc:ID: the IBAN.',
      });
    }
    if (transfers.has(valueOf(code)) && !has(payee?.id)) {
      say('BR-61', {
        at: [payee, one],
        detail: `Payment is by credit transfer (${valueOf(code)}), and the account to pay to (BT-84) is missing.`,
        fix: 'Give cac:PayeeFinancialAccount/cbc:ID: the IBAN.',
      });
    }
    if (valueOf(card?.number).length > 10) {
      say('BR-51', {
        at: [card?.number],
        detail: 'The number of the card (BT-87) is told by more than its last 4 to 6 digits.',
        fix: 'Give the last digits only: the whole number must not be sent.',
        isWarning: true,
      });
    }
  }
  const ids = means.flatMap(({ paymentIds }) => (paymentIds ?? []).map(valueOf));
  if (new Set(ids).size > 1) {
    const fix = 'Give the same cbc:PaymentID everywhere.';
    say('UBL-SR-44', {
      at: [means[1]],
      detail: 'There are several remittance references (BT-83), and can be only one.',
      fix,
    });
  }
  if (new Set(means.map(({ code }) => valueOf(code))).size > 1) {
    const fix = 'Give the same cbc:PaymentMeansCode everywhere.';
    say('UBL-SR-47', {
      at: [means[1]?.code],
      detail: 'The means of payment (BT-81) differ, and must be the same.',
      fix,
    });
  }
}
