import {
  callNext,
  complete,
  executeWrites,
  IdempotencyKeys,
  jsonResponse,
  keyedRequest,
  type Operation,
  phase,
  type StoredResponse,
  undecided,
} from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { OrderStore } from '../order/order.store.ts';
import { refundResultInLedger } from '../payments-client/payment-lookup.ts';
import { PaymentsLedgerClient } from '../payments-client/payments-ledger.client.ts';
import { PaymentsClient, refundRequest } from '../payments-client/payments.client.ts';
import { type RefundResult } from '../refund/refund.ts';
import { readRefundResult } from '../refund-order/operator-refund-result.ts';
import { type ChargedOrder } from './extra-charge-emails.writes.ts';
import { type OrphanedChargeRefund, withResult, type WhyUnfulfillable } from './orphaned-charge-refund.ts';
import { OrphanedChargeRefundStore } from './orphaned-charge-refund.store.ts';
import {
  recordRefundedElsewhere,
  requestOrphanedChargeRefund,
  settleOrphanedChargeRefund,
} from './orphaned-charge-refund.writes.ts';

export interface RefundOrphanedCharge {
  readonly paymentId: string;
  readonly orderId: string;
  readonly why: WhyUnfulfillable;
}

interface OfOrder extends RefundOrphanedCharge {
  readonly order: ChargedOrder | undefined;
}

interface Input {
  readonly refund: OrphanedChargeRefund;
  readonly refundRequest: string;
}

/** Long enough for an instance to wait for another that is refunding the same charge. */
const waitForDuplicateMs = 5_000;

@Injectable()
export class RefundOrphanedChargeHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly orders: OrderStore,
    private readonly payments: PaymentsClient,
    private readonly ledger: PaymentsLedgerClient,
    private readonly orphanedChargeRefunds: OrphanedChargeRefundStore,
    private readonly relay: OutboxRelay,
  ) {
    keys.register(this.operation, () => this.relay.wake());
  }

  /**
   * Refunds an orphaned charge. The payment ID is the key, here and at payments, so the charge is refunded
   * once no matter how often it is found. Once this resolves, the refund completes even without another call.
   */
  async refund(command: RefundOrphanedCharge): Promise<void> {
    const request = keyedRequest(
      'checkout',
      `refund-orphaned-charge ${command.paymentId}`,
      command.paymentId,
    );
    const order = await this.orders.find(command.orderId);
    await this.keys.execute({ ...request, waitMs: waitForDuplicateMs }, this.operation, {
      ...command,
      order,
    });
    this.relay.wake();
  }

  /** Records that the charge of a failed refund was refunded without it. */
  async recordRefundedElsewhere(refund: Pick<RefundOrphanedCharge, 'paymentId' | 'orderId'>): Promise<void> {
    await executeWrites(this.keys.pool, uuidv7(), recordRefundedElsewhere(refund));
  }

  private get operation(): Operation<OfOrder> {
    return {
      name: 'refund-orphaned-charge',
      begin: ({ paymentId, orderId, order, why }, _operationId, request) => {
        const refund: OrphanedChargeRefund = { paymentId, orderId, status: 'pending', paymentRefundId: null };
        // No amount: payments refunds what is left. The `refund-settled` event carries the payment ID back as
        // the reference.
        const input: Input = { refund, refundRequest: refundRequest({ reference: paymentId }) };
        return callNext(this.refundPayment, input, requestOrphanedChargeRefund(refund, order, why, request));
      },
      phases: [this.refundPayment],
      permanentKey: {
        constraint: 'orphaned_charge_refund_pkey',
        findByKey: (keyHash) => this.rebuildResponse(keyHash),
      },
    };
  }

  private get refundPayment() {
    return phase<Input, RefundResult>({
      name: 'refund',
      resendForMs: this.payments.resendForMs,
      call: ({ refund: { paymentId }, refundRequest }, { key, operationId }) =>
        this.payments.refund(paymentId, refundRequest, key.replace(operationId, paymentId)),
      then: async (result, input) => {
        const known = await this.orphanedChargeRefunds.resultOf(input.refund.paymentId);
        const refund = withResult(input.refund, known ?? result);
        const order = await this.orders.find(refund.orderId);
        return complete(responseFor(refund), settleOrphanedChargeRefund(refund, order, 'transition'));
      },
      readBack: async ({ refund }) =>
        (await this.orphanedChargeRefunds.resultOf(refund.paymentId)) ?? undecided,
      lookEverywhere: async ({ refund: { paymentId, orderId } }) =>
        (await this.orphanedChargeRefunds.resultOf(paymentId)) ??
        refundResultInLedger(await this.ledger.ofOrders([orderId]), paymentId),
      whenUnknown: ({ refund }) => ({ response: responseFor(refund), writes: [] }),
      readOutcome: readRefundResult,
    });
  }

  private async rebuildResponse(
    keyHash: string,
  ): Promise<{ fingerprint: Buffer; response: StoredResponse } | undefined> {
    const known = await this.orphanedChargeRefunds.findByKey(keyHash);
    return known && { fingerprint: known.fingerprint, response: responseFor(known.refund) };
  }
}

const responseFor = (refund: OrphanedChargeRefund): StoredResponse => jsonResponse(200, refund);
