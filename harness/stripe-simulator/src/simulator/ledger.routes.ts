import { type FastifyInstance } from 'fastify';
import { takenMinor } from '../disputes/dispute.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { type Condition } from '../ledger/object-store.ts';

const query = {
  type: 'object',
  properties: { since: { type: 'number', default: 0 }, orders: { type: 'string', pattern: '^[\\w,-]+$' } },
} as const;

const horizon = {
  type: 'object',
  required: ['withinMs'],
  properties: { withinMs: { type: 'integer', minimum: 0 } },
} as const;

interface DuesRoute {
  Querystring: { readonly withinMs: number };
}

interface LedgerRoute {
  Querystring: { readonly since: number; readonly orders?: string };
}

/**
 * All charges, refunds and disputes, or those since a time, oldest first; tests count them. With `orders`,
 * IDs separated by commas, those whose payment names one of them. And what happens later without a request.
 */
export function ledgerRoutes(app: FastifyInstance, ledger: Ledger): void {
  app.get<LedgerRoute>(
    '/_simulator/charges',
    { schema: { querystring: query } },
    ({ query: { since, orders } }) =>
      ledgerSince(ledger, since, orders === undefined ? [] : [ofOrders(orders.split(','))]),
  );
  app.get<DuesRoute>('/_simulator/dues', { schema: { querystring: horizon } }, ({ query: { withinMs } }) => ({
    dues: ledger.dues.until(ledger.clock.now() + withinMs),
  }));
}

/** Uses the index of metadata, which compares without case. */
const ofOrders = (orders: readonly string[]): Condition => ({
  sql: `payment_intent IN (
    SELECT payment_intent FROM payment_intent_metadata
    WHERE key = 'orderId' AND value IN (${orders.map(() => '?').join(', ')}))`,
  values: [...orders],
});

function ledgerSince(
  { charges, disputes, refunds }: Ledger,
  since: number,
  conditions: readonly Condition[],
) {
  return {
    charges: charges
      .recordedSince(since, conditions)
      .map(({ object: charge, recordedAt, idempotencyKey }) => ({
        chargeId: charge.id,
        paymentIntentId: charge.payment_intent,
        amountMinor: charge.amount,
        currency: charge.currency,
        status: charge.refunded ? 'refunded' : charge.status,
        failureReason: charge.outcome?.reason ?? charge.failure_code,
        idempotencyKey,
        metadata: charge.metadata,
        createdAt: new Date(recordedAt).toISOString(),
      })),
    refunds: refunds
      .recordedSince(since, conditions)
      .map(({ object: refund, recordedAt, idempotencyKey }) => ({
        refundId: refund.id,
        chargeId: refund.charge,
        amountMinor: refund.amount,
        status: refund.status,
        idempotencyKey,
        metadata: refund.metadata,
        createdAt: new Date(recordedAt).toISOString(),
      })),
    disputes: disputes.recordedSince(since, conditions).map(({ object: dispute, recordedAt }) => ({
      disputeId: dispute.id,
      chargeId: dispute.charge,
      paymentIntentId: dispute.payment_intent,
      amountMinor: takenMinor(dispute),
      claimedMinor: dispute.amount,
      currency: dispute.currency,
      status: dispute.status,
      reason: dispute.reason,
      dueBy: timeOf(dispute.evidence_details.due_by),
      withdrawals: dispute.balance_transactions.filter(({ amount }) => amount < 0).length,
      createdAt: new Date(recordedAt).toISOString(),
    })),
  };
}

/** Null if the bank accepts no response. */
const timeOf = (seconds: number | null): string | null =>
  seconds === null || seconds === 0 ? null : new Date(seconds * 1_000).toISOString();
