import { type CreatePayment, declineReasonOf } from '@holdfast/contracts';
import {
  type CallAttempt,
  callNext,
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
import { Injectable } from '@nestjs/common';
import {
  asOutcomeUnknown,
  cardDeclined,
  methodInvalid,
  outcomeUnknown,
  paymentRefused,
  refusedByProvider,
} from '../payment/payment.errors.ts';
import {
  newPayment,
  outcomeOf,
  type Payment,
  type PaymentOutcome,
  paymentView,
  settle,
} from '../payment/payment.ts';
import { PaymentStore } from '../payment/payment.store.ts';
import { insertPayment, settlePayment } from '../payment/payment.writes.ts';
import { type ChargeRequest, chargeRequest, StripeClient } from '../stripe/stripe.client.ts';
import { acceptedOnItsWay, endOf, PaymentOnItsWay } from './on-its-way.ts';
import { readPaymentOutcome } from './operator-payment-outcome.ts';

export interface ChargeOrder extends CreatePayment {
  readonly caller: string;
}

interface Input {
  readonly payment: Payment;
  readonly chargeRequest: ChargeRequest;
}

@Injectable()
export class CreatePaymentHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly stripe: StripeClient,
    private readonly payments: PaymentStore,
    private readonly relay: OutboxRelay,
  ) {
    keys.register(this.operation);
  }

  async create(request: IdempotentRequest, command: ChargeOrder): Promise<Execution> {
    const execution = await this.keys.execute(request, this.operation, command);
    this.relay.wake();
    return execution;
  }

  private get operation(): Operation<ChargeOrder> {
    return {
      name: 'create-payment',
      begin: (command, operationId, request) => {
        const payment = newPayment(command.orderId, command.caller, command.amount, new Date());
        const toSend = chargeRequest(payment, command, operationId);
        return callNext(this.charge, { payment, chargeRequest: toSend }, [insertPayment(payment, request)]);
      },
      phases: [this.charge],
      permanentKey: {
        constraint: 'payment_key_hash_key',
        findByKey: (keyHash) => this.rebuildResponse(keyHash),
      },
    };
  }

  private get charge() {
    return phase<Input, PaymentOutcome>({
      name: 'charge',
      resendForMs: this.stripe.resendForMs,
      call: (input, attempt) => this.chargeOrReadBack(input, attempt),
      then: (outcome, input) => {
        const payment = settle(input.payment, outcome);
        return complete(responseFor(payment, outcome), settlePayment(payment, 'transition'));
      },
      readBack: async ({ payment }, attempt) => {
        const now = await this.payments.get(payment.paymentId);
        const known = outcomeOf(now);
        if (known !== undefined) return known;
        return endOf(await this.stripe.findCharge(now, attempt), now, this.stripe.arrivesWithinMs);
      },
      whenUnknown: (_input, error) => {
        if (error instanceof PaymentOnItsWay) return acceptedOnItsWay(error.payment);
        throw asOutcomeUnknown(error);
      },
      readOutcome: readPaymentOutcome,
    });
  }

  /** Sends the charge, unless an earlier attempt left a result or an intent to read back. */
  private async chargeOrReadBack(
    { payment, chargeRequest }: Input,
    attempt: CallAttempt,
  ): Promise<PaymentOutcome> {
    const now = attempt.mayHaveHappened ? await this.payments.get(payment.paymentId) : payment;
    const known = outcomeOf(now);
    if (known !== undefined) return known;
    const found =
      now.providerPaymentId === null
        ? await this.stripe.charge(now, chargeRequest, attempt)
        : await this.stripe.findCharge(now, attempt);
    const ending = endOf(found, now, this.stripe.arrivesWithinMs);
    if (typeof ending !== 'symbol') return ending;
    throw outcomeUnknown(new Error(`the intent of ${payment.paymentId} does not show how its charge ended`));
  }

  private async rebuildResponse(
    keyHash: string,
  ): Promise<{ fingerprint: Buffer; response: StoredResponse } | undefined> {
    const known = await this.payments.findByKey(keyHash);
    if (known === undefined) return undefined;
    const outcome = outcomeOf(known.payment);
    if (outcome !== undefined)
      return { fingerprint: known.fingerprint, response: responseFor(known.payment, outcome) };
    if (known.payment.expectedBy === null) throw outcomeUnknown(new Error('the payment is still pending'));
    return { fingerprint: known.fingerprint, response: acceptedOnItsWay(known.payment).response };
  }
}

function responseFor(payment: Payment, outcome: PaymentOutcome): StoredResponse {
  const { paymentId } = payment;
  switch (outcome.kind) {
    case 'succeeded':
      return jsonResponse(201, paymentView(payment), { location: `/payments/${paymentId}` });
    case 'declined':
      return problemResponse(cardDeclined(paymentId, declineReasonOf(payment.declineCode)), '/payments');
    case 'refused':
      return problemResponse(paymentRefused(paymentId), '/payments');
    case 'method_invalid':
      return problemResponse(methodInvalid(paymentId), '/payments');
    case 'unavailable':
      return problemResponse(refusedByProvider(paymentId), '/payments');
  }
}
