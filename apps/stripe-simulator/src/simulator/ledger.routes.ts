import { type FastifyInstance } from 'fastify';
import { type Ledger } from '../ledger/ledger.ts';

/** All charges and refunds ever made, oldest first: what tests count. */
export function ledgerRoutes(app: FastifyInstance, ledger: Ledger): void {
  app.get('/_simulator/charges', () => ({
    charges: ledger.charges.all().map(({ object: charge, recordedAt, idempotencyKey }) => ({
      chargeId: charge.id,
      paymentIntentId: charge.payment_intent,
      amountMinor: charge.amount,
      currency: charge.currency,
      status: charge.refunded ? 'refunded' : charge.status,
      idempotencyKey,
      metadata: charge.metadata,
      createdAt: new Date(recordedAt).toISOString(),
    })),
    refunds: ledger.refunds.all().map(({ object: refund, recordedAt }) => ({
      refundId: refund.id,
      chargeId: refund.charge,
      amountMinor: refund.amount,
      status: refund.status,
      createdAt: new Date(recordedAt).toISOString(),
    })),
  }));
}
