import { type CreatePayment } from '@holdfast/contracts';
import {
  type Execution,
  IdempotencyKeys,
  type IdempotentRequest,
  jsonAnswer,
  type Operation,
  problemAnswer,
} from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Problem } from '@holdfast/service-defaults';
import { Injectable } from '@nestjs/common';
import { paymentErrors } from '../payment/payment.errors.ts';
import {
  aPendingPayment,
  type Payment,
  type PaymentOutcome,
  paymentView,
  settle,
} from '../payment/payment.ts';
import { insertPayment, settlePayment } from '../payment/payment.writes.ts';
import { type ChargeRequest, chargeRequest, StripeClient } from '../stripe/stripe.client.ts';

interface Input {
  readonly payment: Payment;
  readonly chargeRequest: ChargeRequest;
}

@Injectable()
export class CreatePaymentHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly stripe: StripeClient,
    private readonly relay: OutboxRelay,
  ) {
    keys.register(this.operation);
  }

  async create(request: IdempotentRequest, command: CreatePayment): Promise<Execution> {
    const execution = await this.keys.execute(request, this.operation, command);
    this.relay.wake();
    return execution;
  }

  private get operation(): Operation<CreatePayment, Input, PaymentOutcome> {
    return {
      name: 'create-payment',
      begin: (command, operationId) => {
        const payment = aPendingPayment(command.orderId, command.amount, new Date());
        return {
          input: { payment, chargeRequest: chargeRequest(payment, command.paymentMethod, operationId) },
          writes: [insertPayment(payment)],
        };
      },
      call: (input, operationId) => this.stripe.charge(input.chargeRequest, operationId),
      finish: (outcome, { payment }) => {
        const settled = settle(payment, outcome);
        return {
          answer: answerTo(settled, outcome),
          isFinal: true,
          writes: settlePayment(settled, 'ending'),
        };
      },
    };
  }
}

function answerTo(payment: Payment, outcome: PaymentOutcome): Execution['answer'] {
  switch (outcome.kind) {
    case 'succeeded':
      return jsonAnswer(201, paymentView(payment), { location: `/payments/${payment.paymentId}` });
    case 'declined':
      return refusal(
        new Problem(paymentErrors.cardDeclined, 'The bank declined this card. Nothing was charged.', {
          extensions: { paymentId: payment.paymentId, declineCode: outcome.declineCode },
        }),
      );
    case 'method_invalid':
      return refusal(
        new Problem(paymentErrors.methodInvalid, outcome.detail, {
          extensions: { paymentId: payment.paymentId },
        }),
      );
  }
}

function refusal(problem: Problem): Execution['answer'] {
  return problemAnswer(problem, '/payments');
}
