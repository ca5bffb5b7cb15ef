import { NoKeyRequired } from '@holdfast/idempotency';
import { RespondWithin, edgeErrors, Problem, Public, Refuses } from '@holdfast/service-defaults';
import { Controller, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import type Stripe from 'stripe';
import { z } from 'zod';
import { paymentErrors } from '../payment/payment.errors.ts';
import { StripeClient } from '../stripe/stripe.client.ts';
import { isEvent } from './stripe-event.ts';
import { StripeWebhookHandler } from './stripe-webhook.handler.ts';

/** 8 s: Stripe waits at least 10 s, and must get our failure. Work that has started still takes effect. */
const answerWithinMs = 8_000;

const receivedSchema = z.object({ received: z.literal(true) }).meta({ id: 'Received' });

@ApiTags('webhooks')
@Public()
@Controller('webhooks')
export class StripeWebhookController {
  constructor(
    private readonly stripe: StripeClient,
    private readonly handler: StripeWebhookHandler,
  ) {}

  @Post('stripe')
  @HttpCode(200)
  @RespondWithin(answerWithinMs)
  @NoKeyRequired('the state of the payment decides if an event is news')
  @ApiOperation({ summary: 'Receive a Stripe event; each takes effect once, in any order' })
  @ApiHeader({ name: 'Stripe-Signature', required: true })
  @ApiBody({ description: 'An event, byte for byte as Stripe signed it', schema: { type: 'object' } })
  @ApiOkResponse({ description: 'received', standardSchema: receivedSchema })
  @Refuses(paymentErrors.signatureInvalid)
  async receive(
    @Req() request: FastifyRequest,
    @Headers('stripe-signature') signature: string | undefined,
  ): Promise<{ received: true }> {
    this.requireSignature(request.bodyBytes ?? Buffer.alloc(0), signature ?? '');
    await this.handler.take(eventIn(request.body));
    return { received: true };
  }

  private requireSignature(body: Buffer, signature: string): void {
    try {
      this.stripe.requireSignature(body, signature);
    } catch (cause) {
      throw new Problem(paymentErrors.signatureInvalid, 'The signature does not match or is too old.', {
        cause,
      });
    }
  }
}

/** The server has parsed the signed bytes, and refused what is not JSON. */
function eventIn(body: unknown): Stripe.Event {
  if (isEvent(body)) return body;
  throw new Problem(edgeErrors.validationFailed, 'The signed body is not a Stripe event.');
}
