import { type CreatePayment } from '@holdfast/contracts';
import {
  type CallAttempt,
  callNext,
  type Execution,
  IdempotencyKeys,
  type IdempotentRequest,
  type Operation,
  phase,
  type StoredResponse,
} from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { asOutcomeUnknown, outcomeUnknown } from '../payment/payment.errors.ts';
import { InstallationStore } from '../payment/installation.store.ts';
import { newPayment, outcomeOf, type Payment, type PaymentOutcome } from '../payment/payment.ts';
import { PaymentStore } from '../payment/payment.store.ts';
import { insertPayment } from '../payment/payment.writes.ts';
import { chargeRequest } from '../stripe/charge-request.ts';
import { isFinalResponse } from '../stripe/stripe-error.classifier.ts';
import { type RequiresAction } from '../stripe/see-through.ts';
import { type Purpose, StripeClient } from '../stripe/stripe.client.ts';
import { acceptedForConfirmation, BankConfirmation } from './bank-confirmation.ts';
import { type ChargeInput } from './charge-input.ts';
import { acceptedOnItsWay, PaymentOnItsWay, unlessOnItsWay } from './on-its-way.ts';
import { readPaymentOutcome } from './operator-payment-outcome.ts';
import { completeWith, responseFor } from './settled-payment.ts';

export interface ChargeOrder extends CreatePayment {
  readonly caller: string;
}

@Injectable()
export class CreatePaymentHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly stripe: StripeClient,
    private readonly payments: PaymentStore,
    private readonly installation: InstallationStore,
    private readonly confirmation: BankConfirmation,
    private readonly relay: OutboxRelay,
  ) {
    keys.register(this.operation, () => this.relay.wake());
  }

  async create(request: IdempotentRequest, command: ChargeOrder): Promise<Execution> {
    const execution = await this.keys.execute(request, this.operation, command);
    if (!execution.isReplay) this.relay.wake();
    return execution;
  }

  private get operation(): Operation<ChargeOrder> {
    return {
      name: 'create-payment',
      begin: async (command, operationId, request) => {
        const payment = newPayment(command.orderId, command.caller, command.amount, new Date());
        const { id: installation } = await this.installation.get();
        const toSend = chargeRequest(payment, command, { operationId, installation });
        return callNext(this.charge, { payment, chargeRequest: toSend }, [insertPayment(payment, request)]);
      },
      phases: [this.charge, this.confirmation.wait, this.confirmation.cancel],
      permanentKey: {
        constraint: 'payment_key_hash_key',
        findByKey: (keyHash) => this.rebuildResponse(keyHash),
      },
    };
  }

  private get charge() {
    return phase<ChargeInput, PaymentOutcome | RequiresAction>({
      name: 'charge',
      resendForMs: this.stripe.resendForMs,
      call: (input, attempt) => this.chargeOrReadBack(input, attempt),
      then: (outcome, input) =>
        outcome.kind === 'requires_action'
          ? this.confirmation.begin(outcome, input)
          : completeWith(outcome, input.payment),
      readBack: (input, attempt) => this.readBack(input, attempt, 'retry'),
      isFinalResponse,
      lookEverywhere: (input, attempt) => this.readBack(input, attempt, 'decision'),
      whenUnknown: (_input, error) => {
        if (error instanceof PaymentOnItsWay) return acceptedOnItsWay(error.payment);
        throw asOutcomeUnknown(error);
      },
      readOutcome: readPaymentOutcome,
    });
  }

  private async readBack({ payment, chargeRequest }: ChargeInput, attempt: CallAttempt, purpose: Purpose) {
    const now = await this.payments.get(payment.paymentId);
    const known = outcomeOf(now);
    if (known !== undefined) return known;
    const found = await this.stripe.findCharge(now, chargeRequest, attempt, purpose);
    return unlessOnItsWay(found, now, this.stripe.arrivesWithinMs);
  }

  /** Sends the charge, unless an earlier attempt left a result or an intent to read back. */
  private async chargeOrReadBack(
    { payment, chargeRequest }: ChargeInput,
    attempt: CallAttempt,
  ): Promise<PaymentOutcome | RequiresAction> {
    const now = attempt.mayHaveHappened ? await this.payments.get(payment.paymentId) : payment;
    const known = outcomeOf(now);
    if (known !== undefined) return known;
    const found =
      now.providerPaymentId === null
        ? await this.stripe.charge(now, chargeRequest, attempt)
        : await this.stripe.findCharge(now, chargeRequest, attempt);
    const charge = unlessOnItsWay(found, now, this.stripe.arrivesWithinMs);
    if (typeof charge !== 'symbol') return charge;
    throw outcomeUnknown(new Error(`the intent of ${payment.paymentId} does not show how its charge ended`));
  }

  private async rebuildResponse(
    keyHash: string,
  ): Promise<{ fingerprint: Buffer; response: StoredResponse } | undefined> {
    const known = await this.payments.findByKey(keyHash);
    return known && { fingerprint: known.fingerprint, response: await this.presentResponse(known.payment) };
  }

  /** The response of a payment whose stored one has expired. */
  private async presentResponse(payment: Payment): Promise<StoredResponse> {
    const outcome = outcomeOf(payment);
    if (outcome !== undefined) return responseFor(payment, outcome);
    if (payment.expectedBy !== null) return acceptedOnItsWay(payment).response;
    const open = await this.payments.openConfirmation(payment);
    if (open !== undefined) return acceptedForConfirmation(payment, open).response;
    throw outcomeUnknown(new Error('the payment is still pending'));
  }
}
