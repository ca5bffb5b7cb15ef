import { composeStatement, type Write } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type Stripe from 'stripe';
import { Repository } from 'typeorm';
import { PaymentEntity } from '../payment/payment.entity.ts';
import { type PaymentOutcome, settle } from '../payment/payment.ts';
import { settlePayment } from '../payment/payment.writes.ts';
import { declineCodeOf } from '../stripe/stripe-error.classifier.ts';

@Injectable()
export class StripeWebhookHandler {
  constructor(
    @InjectRepository(PaymentEntity) private readonly payments: Repository<PaymentEntity>,
    private readonly relay: OutboxRelay,
  ) {}

  async take(event: Stripe.Event): Promise<void> {
    const { text, values } = composeStatement(
      receive(event),
      await this.effectOf(event),
      'select 1 from received',
    );
    await this.payments.query(text, values);
    this.relay.wake();
  }

  private async effectOf(event: Stripe.Event): Promise<Write[]> {
    const change = changeIn(event);
    if (change === undefined) return [];
    const payment = await this.payments.findOneBy({ paymentId: change.paymentId });
    return payment === null ? [] : settlePayment(settle(payment.toPayment(), change.outcome), 'received');
  }
}

/** The event id is stored in the statement that applies the event: both or neither, and the second delivery does nothing. */
function receive(event: Stripe.Event): Write {
  return {
    name: 'received',
    text: 'insert into stripe_event (event_id, type) values ($1, $2) on conflict do nothing returning event_id',
    values: [event.id, event.type],
  };
}

function changeIn(event: Stripe.Event): { paymentId: string; outcome: PaymentOutcome } | undefined {
  if (event.type !== 'payment_intent.succeeded' && event.type !== 'payment_intent.payment_failed')
    return undefined;
  const intent = event.data.object;
  const paymentId = intent.metadata['paymentId'];
  if (paymentId === undefined) return undefined;
  if (event.type === 'payment_intent.succeeded')
    return { paymentId, outcome: { kind: 'succeeded', providerPaymentId: intent.id } };
  const failure = intent.last_payment_error;
  return {
    paymentId,
    outcome: {
      kind: 'declined',
      providerPaymentId: intent.id,
      declineCode: declineCodeOf(failure?.decline_code, failure?.code),
    },
  };
}
