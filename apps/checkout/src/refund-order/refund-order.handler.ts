import { type RefundOrder as RefundOrderBody } from '@holdfast/contracts';
import {
  callNext,
  complete,
  type Execution,
  IdempotencyKeys,
  type IdempotentRequest,
  jsonResponse,
  type Operation,
  phase,
  problemResponse,
  type ProvisionalResponse,
  type StoredResponse,
  undecided,
  type UnknownPolicy,
} from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { LimitAttemptsHandler } from '../limit-attempts/limit-attempts.handler.ts';
import { orderNotFound, orderNotRefundable, refundFailed } from '../order/order.errors.ts';
import { OrderStore } from '../order/order.store.ts';
import { refundNeedsOperator } from '../order-access/order-access.errors.ts';
import { refundResultInLedger } from '../payments-client/payment-lookup.ts';
import { PaymentsLedgerClient } from '../payments-client/payments-ledger.client.ts';
import { mayRefund, operatorAccess, type OrderAccess } from '../order-access/order-access.ts';
import { PaymentsClient, refundRequest } from '../payments-client/payments.client.ts';
import { newRefund, type Refund, type RefundResult, refundView, withResult } from '../refund/refund.ts';
import { RefundStore } from '../refund/refund.store.ts';
import {
  markRefundInReview,
  markRefundPending,
  requestRefund,
  settleRefund,
} from '../refund/refund.writes.ts';
import { readRefundResult } from './operator-refund-result.ts';

export interface RefundOrder extends RefundOrderBody {
  readonly orderId: string;
  readonly access: OrderAccess;
  /** Network address of the client. */
  readonly address: string;
}

interface Input {
  readonly refund: Refund;
  readonly paymentId: string;
  readonly refundRequest: string;
}

@Injectable()
export class RefundOrderHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly payments: PaymentsClient,
    private readonly ledger: PaymentsLedgerClient,
    private readonly orders: OrderStore,
    private readonly refunds: RefundStore,
    private readonly relay: OutboxRelay,
    private readonly limits: LimitAttemptsHandler,
  ) {
    keys.register(this.operation);
  }

  async refund(request: IdempotentRequest, command: RefundOrder): Promise<Execution> {
    const execution = await this.keys.execute(request, this.operation, command);
    this.relay.wake();
    return execution;
  }

  private get operation(): Operation<RefundOrder> {
    return {
      name: 'refund-order',
      begin: async ({ orderId, access, address }, _operationId, request) => {
        const found = await this.orders.findRefundable(orderId);
        if (found === undefined) throw orderNotFound();
        const { order, requested } = found;
        const now = new Date();
        const { refund, paymentId } = newRefund(order, now);
        if (!mayRefund(access, order, now)) throw refundNeedsOperator(access.refundsForHours);
        if (access !== operatorAccess) await this.limits.refund({ address, email: order.customer.email });
        // No amount: payments refunds what is left.
        const toSend = refundRequest({ reference: refund.refundId });
        const input = { refund, paymentId, refundRequest: toSend };
        return callNext(this.refundPayment, input, requestRefund(refund, requested + 1, request));
      },
      phases: [this.refundPayment],
      refusals: {
        refund_one_per_order: () => orderNotRefundable('refund_pending'),
        refund_in_turn: () => orderNotRefundable('refund_pending'),
      },
      permanentKey: {
        constraint: 'refund_key_hash_key',
        findByKey: (keyHash) => this.rebuildResponse(keyHash),
      },
    };
  }

  private get refundPayment() {
    return phase<Input, RefundResult>({
      name: 'refund',
      resendForMs: this.payments.resendForMs,
      call: (input, attempt) => this.payments.refund(input.paymentId, input.refundRequest, attempt.key),
      then: async (result, input) => {
        // Payments replays its first response to a key. Its events are newer.
        const known = await this.refunds.resultOf(input.refund.refundId);
        const refund = withResult(input.refund, known ?? result);
        const { customer } = await this.orders.get(refund.orderId);
        return complete(responseFor(refund), settleRefund(refund, customer, 'transition', new Date()));
      },
      readBack: async ({ refund }) => (await this.refunds.resultOf(refund.refundId)) ?? undecided,
      lookEverywhere: async ({ refund: { refundId, orderId } }) =>
        (await this.refunds.resultOf(refundId)) ??
        refundResultInLedger(await this.ledger.ofOrders([orderId]), refundId),
      whenUnknown: ({ refund }, _error, policy) => acceptedPending(refund, policy),
      readOutcome: readRefundResult,
    });
  }

  private async rebuildResponse(
    keyHash: string,
  ): Promise<{ fingerprint: Buffer; response: StoredResponse } | undefined> {
    const known = await this.refunds.findByKey(keyHash);
    return known && { fingerprint: known.fingerprint, response: responseFor(known.refund) };
  }
}

function responseFor(refund: Refund): StoredResponse {
  const { status, refundId, orderId } = refund;
  return status === 'failed'
    ? problemResponse(refundFailed(refundId), `/orders/${orderId}/refunds`)
    : jsonResponse(201, refundView({ ...refund, status }));
}

/**
 * Not stored: the next request with this key, or the completer, calls payments again and may get the final
 * result.
 */
function acceptedPending(refund: Refund, policy: UnknownPolicy): ProvisionalResponse {
  return {
    response: responseFor(refund),
    writes: policy === 'review' ? markRefundInReview(refund) : markRefundPending(refund),
  };
}
