import { type Money, type RefundOrder as RefundOrderBody } from '@holdfast/contracts';
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
import { orderNotFound, orderNotRefundable } from '../order/order.errors.ts';
import { OrderStore } from '../order/order.store.ts';
import { type Order } from '../order/order.ts';
import { partNeedsOperator, refundNeedsOperator } from '../order-access/order-access.errors.ts';
import { refundResultInLedger } from '../payments-client/payment-lookup.ts';
import { PaymentsLedgerClient } from '../payments-client/payments-ledger.client.ts';
import { operatorAccess, type OrderAccess } from '../order-access/order-access.ts';
import { PaymentsClient, refundRequest } from '../payments-client/payments.client.ts';
import { refundFailed } from '../refund/refund.errors.ts';
import {
  newRefund,
  type Refund,
  type RefundResult,
  refundView,
  withReason,
  withResult,
} from '../refund/refund.ts';
import { RefundStore } from '../refund/refund.store.ts';
import { refundablePart } from '../refund/refundable-part.ts';
import {
  markRefundInReview,
  markRefundPending,
  requestRefund,
  settleRefund,
} from '../refund/refund.writes.ts';
import { readRefundResult } from './operator-refund-result.ts';
import { mayRefund } from './self-refund-window.ts';

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
    keys.register(this.operation, () => this.relay.wake());
  }

  async refund(request: IdempotentRequest, command: RefundOrder): Promise<Execution> {
    const execution = await this.keys.execute(request, this.operation, command);
    if (!execution.isReplay) this.relay.wake();
    return execution;
  }

  private get operation(): Operation<RefundOrder> {
    return {
      name: 'refund-order',
      begin: async (command, _operationId, request) => {
        const { orderId, access } = command;
        const found = await this.orders.findRefundable(orderId);
        if (found === undefined) throw orderNotFound();
        const { order, requested, taken } = found;
        const now = new Date();
        const isOperator = access === operatorAccess;
        if (!isOperator && isPart(command)) throw partNeedsOperator(access.refundsForHours);
        if (!isOperator)
          await this.limits.refund(request, { address: command.address, email: order.customer.email });
        const part = refundablePart(order, taken, command);
        if (!mayRefund(access, found, now)) throw refundNeedsOperator(access.refundsForHours);
        const refund = newRefund(order, { ...part, requestedBy: isOperator ? 'operator' : 'customer' }, now);
        const input = inputFor(order, refund, isPart(command) ? refund.amount : undefined);
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
        const order = await this.orders.get(input.refund.orderId);
        const refund = withResult(input.refund, known ?? withReason(result, order));
        return complete(responseFor(refund), settleRefund(refund, order.customer, 'transition', new Date()));
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

const isPart = ({ amount, lines }: RefundOrderBody): boolean => amount !== undefined || lines !== undefined;

/** Without an amount, payments refunds what is left. */
function inputFor({ orderId, paymentId }: Order, refund: Refund, amount: Money | undefined): Input {
  if (paymentId === null) throw new Error(`order ${orderId} is paid, but its payment is not known`);
  return { refund, paymentId, refundRequest: refundRequest({ reference: refund.refundId, amount }) };
}

function responseFor(refund: Refund): StoredResponse {
  const { status, orderId } = refund;
  return status === 'failed'
    ? problemResponse(refundFailed(refund), `/orders/${orderId}/refunds`)
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
