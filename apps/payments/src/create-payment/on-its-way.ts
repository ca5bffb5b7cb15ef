import { jsonResponse, type ProvisionalResponse, StillInProgress, undecided } from '@holdfast/idempotency';
import { type Payment, paymentView } from '../payment/payment.ts';
import { markOnItsWay } from '../payment/payment.writes.ts';
import { type FoundCharge, type OnItsWay } from '../stripe/see-through.ts';

/** The customer's bank is transferring the money. Nothing is wrong until it is overdue. */
export class PaymentOnItsWay extends StillInProgress {
  constructor(
    readonly payment: Payment,
    expectedBy: Date,
  ) {
    super(expectedBy, `the bank is transferring the money, due by ${expectedBy.toISOString()}`);
  }
}

/**
 * The charge, unless the bank is transferring the money. An overdue transfer is undecided.
 * @throws PaymentOnItsWay while the transfer is not overdue.
 */
export function unlessOnItsWay(
  found: FoundCharge,
  payment: Payment,
  arrivesWithinMs: number,
): Exclude<FoundCharge, OnItsWay> {
  if (typeof found === 'symbol' || found.kind !== 'on_its_way') return found;
  const expectedBy = new Date(payment.expectedBy ?? Date.now() + arrivesWithinMs);
  if (expectedBy.getTime() <= Date.now()) return undecided;
  const { providerPaymentId } = found;
  throw new PaymentOnItsWay(
    { ...payment, providerPaymentId, expectedBy: expectedBy.toISOString(), confirmation: null },
    expectedBy,
  );
}

/** Not stored, so that the payment is rechecked until it is settled. */
export function acceptedOnItsWay(payment: Payment): ProvisionalResponse {
  const response = jsonResponse(202, paymentView(payment), { location: `/payments/${payment.paymentId}` });
  return { response, writes: [markOnItsWay(payment, 'transition')] };
}
