import Stripe from 'stripe';
import { type Payment } from './payment.ts';

interface StripeSettings {
  readonly STRIPE_API_URL: string;
  readonly STRIPE_SECRET_KEY: string;
  readonly STRIPE_WEBHOOK_SECRET: string;
}

export type StripeResult = Pick<Payment, 'status' | 'intentId'>;

/** Stripe's SDK with its defaults: a lost response is retried twice, under one random key per call. */
export class StripeClient {
  private readonly stripe: Stripe;
  private readonly webhookSecret: string;

  constructor({ STRIPE_API_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET }: StripeSettings) {
    const { protocol, hostname, port } = new URL(STRIPE_API_URL);
    this.stripe = new Stripe(STRIPE_SECRET_KEY, {
      protocol: protocol === 'https:' ? 'https' : 'http',
      host: hostname,
      port,
      telemetry: false,
    });
    this.webhookSecret = STRIPE_WEBHOOK_SECRET;
  }

  /** Creates and confirms a payment. `idempotencyKey`: the caller's own key instead of the SDK's. */
  async charge(payment: Payment, idempotencyKey?: string): Promise<StripeResult> {
    try {
      const intent = await this.stripe.paymentIntents.create(
        {
          amount: payment.amountMinor,
          currency: payment.currency,
          payment_method: payment.paymentMethod,
          confirm: true,
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          metadata: { orderId: payment.orderId, paymentId: payment.paymentId },
        },
        idempotencyKey === undefined ? {} : { idempotencyKey },
      );
      return { status: intent.status === 'succeeded' ? 'succeeded' : 'failed', intentId: intent.id };
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError) return { status: 'failed', intentId: null };
      throw error;
    }
  }

  /** @throws StripeSignatureVerificationError if Stripe did not sign these bytes */
  verifiedEvent(body: Buffer, signature: string): Stripe.Event {
    return this.stripe.webhooks.constructEvent(body, signature, this.webhookSecret);
  }
}
