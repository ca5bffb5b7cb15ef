import { type Evidence } from '../evidence.ts';
import { type Charge, chargesOf, type Row, text } from '../rows.ts';

/** Charges of an order that had failed, and second ones, whose customer gets no email about them. */
export function unreportedCharges({ ledgers }: Pick<Evidence, 'ledgers'>): string[] {
  return ledgers.orders.flatMap((order) =>
    chargesOf(ledgers, text(order, 'order_id'))
      .filter((charge) => isExtra(order, charge))
      .filter(({ metadata }) => !identities(ledgers.emails).includes(`extra_charge:${metadata['paymentId']}`))
      .map(
        ({ chargeId }) =>
          `${chargeId} is an extra charge of order ${text(order, 'order_id')}, but no email says so`,
      ),
  );
}

const identities = (emails: readonly Row[]): readonly string[] =>
  emails.map((email) => text(email, 'identity'));

function isExtra(order: Row, { metadata }: Charge): boolean {
  const status = text(order, 'status');
  if (metadata['paymentId'] === undefined || /^(payment_pending|requires_action)$/.test(status)) return false;
  return status === 'payment_failed' || metadata['paymentId'] !== text(order, 'payment_id');
}
