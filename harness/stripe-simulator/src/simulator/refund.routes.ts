import { type FastifyInstance } from 'fastify';
import { laterOrigin } from '../events/event.recorder.ts';
import { type Scope } from '../http/endpoint.ts';
import { StripeError } from '../http/stripe-error.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { newId } from '../ledger/object-id.ts';
import { makeRefund } from '../refunds/refunds.endpoints.ts';
import { type RefundHold } from '../refunds/refund.ts';
import { holdRefund, settleRefund } from '../refunds/settle-refund.ts';

interface RefundRoute {
  Params: { id: string };
  Body: { readonly as?: 'succeeded' | 'failed' } | null;
}

interface HoldRoute {
  Params: { id: string };
  Body: { readonly for: RefundHold };
}

const hold = {
  type: 'object',
  required: ['for'],
  additionalProperties: false,
  properties: { for: { enum: ['funds', 'customer'] } },
} as const;

const laterResult = {
  type: ['object', 'null'],
  additionalProperties: false,
  properties: { as: { enum: ['succeeded', 'failed'] } },
} as const;

interface DashboardRefundRoute {
  Body: { readonly paymentIntentId: string; readonly amountMinor?: number };
}

const dashboardRefund = {
  type: 'object',
  required: ['paymentIntentId'],
  additionalProperties: false,
  properties: { paymentIntentId: { type: 'string' }, amountMinor: { type: 'integer', minimum: 1 } },
} as const;

/**
 * Lets a test trigger events outside the API: a refund in the dashboard, one that waits for funds or for its
 * customer, and the bank's later result of a refund.
 */
export function refundRoutes(app: FastifyInstance, ledger: Ledger, onCommit: () => void): void {
  app.post<DashboardRefundRoute>(
    '/_simulator/refunds',
    { schema: { body: dashboardRefund } },
    ({ body: { paymentIntentId: paymentIntent, amountMinor: amount } }, reply) => {
      const scope: Scope = { ...laterOrigin(ledger), requestId: newId('req_') };
      const asked = { amount, metadata: {}, reason: undefined };
      try {
        const made = ledger.transaction(() => makeRefund(scope, { charge: undefined, paymentIntent }, asked));
        onCommit();
        return reply.code(201).send(made);
      } catch (error) {
        if (!(error instanceof StripeError)) throw error;
        return reply.code(error.status).send({ error: error.detail });
      }
    },
  );
  app.post<HoldRoute>(
    '/_simulator/refunds/:id/hold',
    { schema: { body: hold } },
    ({ body, params: { id } }, reply) => {
      const held = ledger.transaction(() => {
        const refund = ledger.refunds.find(id);
        return refund?.status === 'pending' ? holdRefund(laterOrigin(ledger), refund, body.for) : undefined;
      });
      if (held !== undefined) {
        onCommit();
        return held;
      }
      const message = `There is no pending refund ${id}.`;
      return reply.code(409).send({ error: { code: 'refund_not_pending', message } });
    },
  );
  const settleNow = { schema: { body: laterResult } };
  app.post<RefundRoute>('/_simulator/refunds/:id/settle', settleNow, ({ body, params: { id } }, reply) => {
    if (ledger.refunds.find(id) === undefined) {
      return reply.code(404).send({ error: { code: 'refund_unknown', message: `Unknown refund ${id}.` } });
    }
    const settled = ledger.transaction(() => {
      const result = ledger.dues.take('refund', id);
      return result === undefined ? undefined : settleRefund(laterOrigin(ledger), id, body?.as ?? result);
    });
    if (settled !== undefined) {
      onCommit();
      return settled;
    }
    const message = `Refund ${id} is final: it has no later result.`;
    return reply.code(409).send({ error: { code: 'refund_settled', message } });
  });
}
