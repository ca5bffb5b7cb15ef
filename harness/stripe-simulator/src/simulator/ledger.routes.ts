import { type FastifyInstance } from 'fastify';
import { type Ledger } from '../ledger/ledger.ts';

const query = { type: 'object', properties: { since: { type: 'number', default: 0 } } } as const;

/** All charges, refunds and disputes, or those since a time, oldest first; tests count them. */
export function ledgerRoutes(app: FastifyInstance, ledger: Ledger): void {
  app.get<{ Querystring: { since: number } }>(
    '/_simulator/charges',
    { schema: { querystring: query } },
    ({ query: { since } }) => ledgerSince(ledger, since),
  );
}

function ledgerSince({ charges, disputes, refunds }: Ledger, since: number) {
  return {
    charges: charges.recordedSince(since).map(({ object: charge, recordedAt, idempotencyKey }) => ({
      chargeId: charge.id,
      paymentIntentId: charge.payment_intent,
      amountMinor: charge.amount,
      currency: charge.currency,
      status: charge.refunded ? 'refunded' : charge.status,
      idempotencyKey,
      metadata: charge.metadata,
      createdAt: new Date(recordedAt).toISOString(),
    })),
    refunds: refunds.recordedSince(since).map(({ object: refund, recordedAt, idempotencyKey }) => ({
      refundId: refund.id,
      chargeId: refund.charge,
      amountMinor: refund.amount,
      status: refund.status,
      idempotencyKey,
      metadata: refund.metadata,
      createdAt: new Date(recordedAt).toISOString(),
    })),
    disputes: disputes.recordedSince(since).map(({ object: dispute, recordedAt }) => ({
      disputeId: dispute.id,
      chargeId: dispute.charge,
      paymentIntentId: dispute.payment_intent,
      amountMinor: dispute.amount,
      currency: dispute.currency,
      status: dispute.status,
      reason: dispute.reason,
      createdAt: new Date(recordedAt).toISOString(),
    })),
  };
}
