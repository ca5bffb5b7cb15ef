import { Public } from '@holdfast/service-defaults';
import { BadRequestException, Controller, Headers, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import pg from 'pg';
import type Stripe from 'stripe';
import { StripeClient } from './stripe.client.ts';
import { updatePayment } from './payment.statements.ts';

/** Keeps the payment's row as Stripe reports it. */
@Public()
@Controller('webhooks/stripe')
export class WebhookController {
  constructor(
    @Inject(pg.Pool) private readonly pool: pg.Pool,
    @Inject(StripeClient) private readonly stripe: StripeClient,
  ) {}

  @Post()
  @HttpCode(200)
  async receive(
    @Req() request: FastifyRequest,
    @Headers('stripe-signature') signature: string | undefined,
  ): Promise<{ received: true }> {
    const event = this.verified(request.bodyBytes ?? Buffer.alloc(0), signature ?? '');
    if (event.type === 'payment_intent.succeeded') await this.record(event.data.object, 'succeeded');
    if (event.type === 'payment_intent.payment_failed') await this.record(event.data.object, 'failed');
    return { received: true };
  }

  private async record(
    { id, metadata }: Stripe.PaymentIntent,
    status: 'succeeded' | 'failed',
  ): Promise<void> {
    await updatePayment(this.pool, { paymentId: metadata['paymentId'] ?? '', status, intentId: id });
  }

  private verified(body: Buffer, signature: string): Stripe.Event {
    try {
      return this.stripe.verifiedEvent(body, signature);
    } catch (cause) {
      throw new BadRequestException('Invalid webhook signature', { cause });
    }
  }
}
