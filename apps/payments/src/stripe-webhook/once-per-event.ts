import { type IdempotencyKeys, jsonResponse, keyedRequest, type Transaction } from '@holdfast/idempotency';
import type Stripe from 'stripe';

/** Stripe waits at least 10 s; recording a duplicate takes milliseconds. */
const waitForDuplicateMs = 5_000;

const received = jsonResponse(200, { received: true });

/**
 * Runs work once per event, in the transaction that stores its key. True if this delivery did.
 *
 * For rare events whose effect needs a transaction anyway. The end of a payment needs no key: see
 * `PaymentEventsHandler`.
 */
export async function oncePerEvent(
  keys: IdempotencyKeys,
  { id, type }: Stripe.Event,
  work: (tx: Transaction, operationId: string) => Promise<void>,
): Promise<boolean> {
  const request = { ...keyedRequest('stripe', id, type), waitMs: waitForDuplicateMs };
  const { isReplay } = await keys.transact(request, 'stripe-event', async (tx, operationId) => {
    await work(tx, operationId);
    return received;
  });
  return !isReplay;
}
