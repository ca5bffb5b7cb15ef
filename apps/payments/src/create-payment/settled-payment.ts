import { declineReasonOf } from '@holdfast/contracts';
import {
  complete,
  jsonResponse,
  problemResponse,
  type Step,
  type StoredResponse,
} from '@holdfast/idempotency';
import { cardDeclined, methodInvalid, paymentRefused, refusedByProvider } from '../payment/payment.errors.ts';
import { type Payment, type PaymentOutcome, paymentView, settle } from '../payment/payment.ts';
import { settlePayment } from '../payment/payment.writes.ts';

/** Settles the payment together with its final response. */
export function completeWith(outcome: PaymentOutcome, pending: Payment): Step {
  const payment = settle(pending, outcome);
  return complete(responseFor(payment, outcome), settlePayment(payment, 'transition'));
}

export function responseFor(payment: Payment, outcome: PaymentOutcome): StoredResponse {
  const { paymentId } = payment;
  switch (outcome.kind) {
    case 'succeeded':
      return jsonResponse(201, paymentView(payment), { location: `/payments/${paymentId}` });
    case 'declined':
      return problemResponse(cardDeclined(paymentId, declineReasonOf(payment.declineCode)), '/payments');
    case 'refused':
      return problemResponse(paymentRefused(paymentId), '/payments');
    case 'method_invalid':
      return problemResponse(methodInvalid(paymentId), '/payments');
    case 'unavailable':
      return problemResponse(refusedByProvider(paymentId), '/payments');
  }
}
