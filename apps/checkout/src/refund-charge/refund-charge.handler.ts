import {
  type Answer,
  callNext,
  complete,
  IdempotencyKeys,
  jsonAnswer,
  keyedRequest,
  type Operation,
  phase,
  undecided,
} from '@holdfast/idempotency';
import { Injectable } from '@nestjs/common';
import { refundResultIn } from '../payments-client/look-at-payments.ts';
import { PaymentsLedgerClient } from '../payments-client/payments-ledger.client.ts';
import { PaymentsClient, refundRequest } from '../payments-client/payments.client.ts';
import { type RefundResult } from '../refund/refund.ts';
import { readRefundResult } from '../refund-order/operator-refund-result.ts';
import { type ChargeRefund, withResult, type WhyUnfulfillable } from './charge-refund.ts';
import { ChargeRefundStore } from './charge-refund.store.ts';
import { requestChargeRefund, settleChargeRefund } from './charge-refund.writes.ts';

export interface RefundCharge {
  readonly paymentId: string;
  readonly orderId: string;
  readonly why: WhyUnfulfillable;
}

interface Input {
  readonly refund: ChargeRefund;
  readonly refundRequest: string;
}

/** 5 s: two copies that find the same charge at the same moment (guess). */
const waitForDuplicateMs = 5_000;

@Injectable()
export class RefundChargeHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly payments: PaymentsClient,
    private readonly ledger: PaymentsLedgerClient,
    private readonly chargeRefunds: ChargeRefundStore,
  ) {
    keys.register(this.operation);
  }

  /**
   * Gives back a charge for which no order can be fulfilled. The payment's id is the key, here and at payments, so it is given back once,
   * however often it is found and by how many; once this resolves it is driven to its end though nobody comes back.
   */
  async refund(command: RefundCharge): Promise<void> {
    const request = keyedRequest('checkout', `refund-charge ${command.paymentId}`, command.paymentId);
    await this.keys.execute({ ...request, waitMs: waitForDuplicateMs }, this.operation, command);
  }

  private get operation(): Operation<RefundCharge> {
    return {
      name: 'refund-charge',
      begin: ({ paymentId, orderId, why }, _operationId, request) => {
        const refund: ChargeRefund = { paymentId, orderId, status: 'pending', paymentRefundId: null };
        // All that is left of it, so no amount; the event that tells its end brings the payment's id back.
        const input: Input = { refund, refundRequest: refundRequest({ reference: paymentId }) };
        return callNext(this.payBack, input, requestChargeRefund(refund, why, request));
      },
      phases: [this.payBack],
      remembers: { constraint: 'charge_refund_pkey', recall: (keyHash) => this.recall(keyHash) },
    };
  }

  private get payBack() {
    return phase<Input, RefundResult>({
      name: 'refund',
      resendForMs: this.payments.resendForMs,
      call: ({ refund: { paymentId }, refundRequest }, { key, operationId }) =>
        this.payments.refund(paymentId, refundRequest, key.replace(operationId, paymentId)),
      then: async (result, input) => {
        const known = await this.chargeRefunds.resultOf(input.refund.paymentId);
        const refund = withResult(input.refund, known ?? result);
        return complete(responseFor(refund), settleChargeRefund(refund, 'transition'));
      },
      readBack: async ({ refund }) => (await this.chargeRefunds.resultOf(refund.paymentId)) ?? undecided,
      lookEverywhere: async ({ refund: { paymentId, orderId } }) =>
        (await this.chargeRefunds.resultOf(paymentId)) ??
        refundResultIn(await this.ledger.ofOrders([orderId]), paymentId),
      whenUnknown: ({ refund }) => ({ answer: responseFor(refund), writes: [] }),
      readOutcome: readRefundResult,
    });
  }

  private async recall(keyHash: string): Promise<{ fingerprint: Buffer; answer: Answer } | undefined> {
    const known = await this.chargeRefunds.findByKey(keyHash);
    return known && { fingerprint: known.fingerprint, answer: responseFor(known.refund) };
  }
}

const responseFor = (refund: ChargeRefund): Answer => jsonAnswer(200, refund);
