import { type RefundPayment } from '@holdfast/contracts';
import {
  callNext,
  type CallAttempt,
  complete,
  type Execution,
  IdempotencyKeys,
  type IdempotentRequest,
  jsonResponse,
  type Operation,
  phase,
  problemResponse,
  type StoredResponse,
} from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { type KeyHolder } from '@holdfast/service-defaults';
import { Injectable } from '@nestjs/common';
import { maySee } from '../payment/payment-access.ts';
import { paymentNotFound } from '../payment/payment.errors.ts';
import { PaymentStore } from '../payment/payment.store.ts';
import {
  asRefundOutcomeUnknown,
  disputedMeanwhile,
  refundFailed,
  remainingReduced,
} from '../refund/refund.errors.ts';
import { newRefund, type Refund, type RefundOutcome, refundView, withOutcome } from '../refund/refund.ts';
import { RefundStore } from '../refund/refund.store.ts';
import { reserveRefund, settleRefund } from '../refund/refund.writes.ts';
import { isFinalResponse } from '../stripe/stripe-error.classifier.ts';
import { type Purpose, type RefundRequest, refundRequest, StripeClient } from '../stripe/stripe.client.ts';
import { readRefundOutcome } from './operator-refund-outcome.ts';
import { refundableAmount } from './refundable-amount.ts';

export interface CreateRefund extends RefundPayment {
  readonly paymentId: string;
  readonly holder: KeyHolder;
}

interface Input {
  readonly refund: Refund;
  readonly refundRequest: RefundRequest;
}

@Injectable()
export class CreateRefundHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly stripe: StripeClient,
    private readonly payments: PaymentStore,
    private readonly refunds: RefundStore,
    private readonly relay: OutboxRelay,
  ) {
    keys.register(this.operation, () => this.relay.wake());
  }

  async create(request: IdempotentRequest, command: CreateRefund): Promise<Execution> {
    const execution = await this.keys.execute(request, this.operation, command);
    if (!execution.isReplay) this.relay.wake();
    return execution;
  }

  private get operation(): Operation<CreateRefund> {
    return {
      name: 'create-refund',
      begin: async (command, operationId, request) => {
        const found = await this.payments.findRefundable(command.paymentId);
        if (found === undefined || !maySee(command.holder, found.payment)) throw paymentNotFound();
        const amount = refundableAmount(found, command.amount);
        const refund = newRefund(found.payment, amount, command.reference, new Date());
        const toSend = refundRequest(found.payment, refund, operationId);
        return callNext(this.refund, { refund, refundRequest: toSend }, reserveRefund(refund, request));
      },
      phases: [this.refund],
      refusals: {
        payment_refunds_within_amount: remainingReduced,
        payment_refund_not_disputed: disputedMeanwhile,
      },
      permanentKey: {
        constraint: 'refund_key_hash_key',
        findByKey: (keyHash) => this.rebuildResponse(keyHash),
      },
    };
  }

  private get refund() {
    return phase<Input, RefundOutcome>({
      name: 'refund',
      resendForMs: this.stripe.resendForMs,
      call: (input, attempt) => this.stripe.refund(input.refundRequest, attempt),
      then: async (outcome, input) => {
        // Under one key Stripe repeats its first response; a webhook that arrived since is newer.
        const known = await this.refunds.outcomeOf(input.refund.refundId);
        const refund = withOutcome(input.refund, known ?? outcome);
        return complete(responseFor(refund), settleRefund(refund, 'transition'));
      },
      readBack: (input, attempt) => this.readBack(input, attempt, 'retry'),
      isFinalResponse,
      lookEverywhere: (input, attempt) => this.readBack(input, attempt, 'decision'),
      whenUnknown: (_input, error) => {
        throw asRefundOutcomeUnknown(error);
      },
      readOutcome: readRefundOutcome,
    });
  }

  private async readBack(
    { refund, refundRequest: { payment_intent: intentId } }: Input,
    { operationId }: CallAttempt,
    purpose: Purpose,
  ) {
    return (
      (await this.refunds.outcomeOf(refund.refundId)) ??
      this.stripe.findRefund(intentId, operationId, purpose)
    );
  }

  private async rebuildResponse(
    keyHash: string,
  ): Promise<{ fingerprint: Buffer; response: StoredResponse } | undefined> {
    const known = await this.refunds.findByKey(keyHash);
    return known && { fingerprint: known.fingerprint, response: responseFor(known.refund) };
  }
}

function responseFor(refund: Refund): StoredResponse {
  const { status, refundId, paymentId, failureCode } = refund;
  return status === 'failed'
    ? problemResponse(refundFailed(refundId, failureCode ?? 'unknown'), `/payments/${paymentId}/refunds`)
    : jsonResponse(201, refundView({ ...refund, status }));
}
