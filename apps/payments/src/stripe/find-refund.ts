import { absent, undecided } from '@holdfast/idempotency';
import type Stripe from 'stripe';
import { type RefundOutcome } from '../refund/refund.ts';

/** 10 pages of 100: beyond 1,000 refunds of one payment, an operator decides. */
const mostPages = 10;
const pageSize = 100;

/**
 * Searches all refunds of a payment for that of an operation. Lists are consistent at Stripe, so a complete
 * list can prove absence.
 */
export async function findRefund(
  stripe: Stripe,
  intentId: string,
  operationId: string,
): Promise<RefundOutcome | typeof absent | typeof undecided> {
  let after: string | undefined;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await stripe.refunds.list({
      payment_intent: intentId,
      limit: pageSize,
      ...(after === undefined ? {} : { starting_after: after }),
    });
    const refund = page.data.find(({ metadata }) => metadata?.['operationId'] === operationId);
    if (refund !== undefined) return outcomeOfRefund(refund);
    if (!page.has_more) return absent;
    after = page.data.at(-1)?.id;
  }
  return undecided;
}

/** A refund can wait for our balance at Stripe, or for bank details that Stripe asked its customer for. */
export type AwaitedByRefund = 'funds' | 'customer';

export function awaitedBy({ status, pending_reason: reason }: Stripe.Refund): AwaitedByRefund | undefined {
  if (status === 'requires_action') return 'customer';
  return status === 'pending' && reason === 'insufficient_funds' ? 'funds' : undefined;
}

export function outcomeOfRefund({ id, status, failure_reason: reason }: Stripe.Refund): RefundOutcome {
  if (status === 'succeeded') return { kind: 'succeeded', providerRefundId: id };
  if (status === 'failed' || status === 'canceled')
    return { kind: 'failed', providerRefundId: id, failureCode: reason ?? status };
  return { kind: 'pending', providerRefundId: id };
}
