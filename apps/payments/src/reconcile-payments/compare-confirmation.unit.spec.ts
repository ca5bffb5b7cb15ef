import { describe, expect, it } from '@jest/globals';
import { newPayment, type Payment } from '../payment/payment.ts';
import { type Charge } from '../stripe/ledger-entry.ts';
import { compareCharge } from './compare-payment.ts';
import { type Unfinished } from './own-ledger.store.ts';

const amount = { amountMinor: 4_200, currency: 'usd' };
const marks = {
  orderId: 'ord_1',
  paymentId: 'pay_1',
  caller: 'checkout',
  operationId: 'op-1',
  installation: undefined,
  refundId: undefined,
  reference: undefined,
};
const charge: Charge = {
  chargeId: 'pi_1',
  amount,
  outcome: undefined,
  waitsForCustomer: true,
  marks,
  createdAt: new Date(),
  ageMs: 3_600_000,
};

interface Over extends Partial<Payment> {
  readonly confirmationOverMs?: number;
}

const compared = ({ confirmationOverMs, ...over }: Over, unfinished?: Unfinished) =>
  compareCharge(charge, {
    payment: { ...newPayment('ord_1', 'checkout', amount, new Date()), ...over },
    confirmationOverMs,
    operationId: 'op-1',
    quietMs: 3_600_000,
    returnedMinor: 0,
    unfinished,
  });

const until = (seconds: number): Over => ({ confirmationOverMs: -seconds * 1_000 });
const repair = { repair: { kind: 'cancel_charge', chargeId: 'pi_1' } };
const expired = 'confirmation_expired_payment_pending';

describe('an intent that waits for its customer', () => {
  it.each([
    ['the customer has time', until(60), 'unknown'],
    ['it is being canceled', until(-30), 'unknown'],
    ['its operation has not seen it yet', {}, 'unknown'],
    ['the customer has time, and its operation is lost', until(60), undefined],
    ['the payment succeeded meanwhile', { status: 'succeeded' }, undefined],
  ] as const)('agrees with its payment while %s', (_, payment, unfinished) => {
    expect(compared(payment, unfinished)).toBeUndefined();
  });

  it.each([
    [
      'is canceled if the payment failed',
      { status: 'failed' },
      undefined,
      'confirmation_open_payment_failed',
      repair,
    ],
    ['is canceled if its operation is lost', until(-90), undefined, expired, repair],
    ['is canceled if its operation never saw it', {}, undefined, expired, repair],
    ['is left to its operation', until(-90), 'unknown', expired, { state: 'waiting' }],
    ['needs a decision in review', until(-90), 'review', expired, { state: 'needs_decision' }],
  ] as const)('%s', (_, payment, unfinished, kind, then) => {
    expect(compared(payment, unfinished)).toMatchObject({ kind, then, providerId: 'pi_1' });
  });
});
