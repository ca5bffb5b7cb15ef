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
    await this.handler.take(this.verified(request.bodyBytes, signature));
    return { received: true };
  }

  private verified(body: Buffer | undefined, signature: string | undefined): Stripe.Event {
    const event = this.signedValue(body ?? Buffer.alloc(0), signature ?? '');
    if (isEvent(event)) return event;
    throw new Problem(edgeErrors.validationFailed, 'The signed body is not a Stripe event.');
  }

  private signedValue(body: Buffer, signature: string): unknown {
    try {
      return this.stripe.verifiedEvent(body, signature);
    } catch (cause) {
      if (cause instanceof SyntaxError)
        throw new Problem(edgeErrors.malformedJson, 'The signed body is not valid JSON.', {
          cause,
        });
      throw new Problem(paymentErrors.signatureInvalid, 'The signature does not match or is too old.', {
        cause,
      });
    }
  }
}
