import { currentRequest, currentTrace, Settings, withRequestContext } from '@holdfast/service-defaults';
import { type CallAttempt, undecided } from '@holdfast/idempotency';
import { type Dependency, Resilience } from '@holdfast/resilience';
import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { outcomeUnknown } from '../payment/payment.errors.ts';
import { strangers } from '../payment/payment.metrics.ts';
import { type Payment } from '../payment/payment.ts';
import { type PaymentsConfig } from '../payments.config.ts';
import { type Refund, type RefundOutcome } from '../refund/refund.ts';
import { type ChargeRequest } from './charge-request.ts';
import { findIntent } from './find-intent.ts';
import { findRefund, outcomeOfRefund } from './find-refund.ts';
import { isLiveKey, whyNotOf } from './expected-charge.ts';
import { cancel, type ChargeState, type FoundCharge, keyForNow, seeThrough } from './see-through.ts';
import { isRefusalOfUs, outcomeOfError, refundOutcomeOfError, wordOf } from './stripe-error.classifier.ts';
import { remarkOn } from './refused-by-provider.ts';
import { StripeHttpClient } from './stripe-http.client.ts';
import { StripeStanding } from './stripe-standing.ts';
import { stripeDecisionDependency } from './stripe-decision.dependency.ts';
import { stripeDependency } from './stripe.dependency.ts';

/** For a retry, no call passes an open breaker. */
export type Purpose = 'retry' | 'decision';

export type RefundRequest = Stripe.RefundCreateParams & { readonly payment_intent: string };

export function refundRequest(payment: Payment, refund: Refund, operationId: string): RefundRequest {
  const { paymentId, orderId, providerPaymentId } = payment;
  const { refundId, reference, amount } = refund;
  if (providerPaymentId === null) throw new Error(`payment ${paymentId} has no Stripe ID to refund`);
  return {
    payment_intent: providerPaymentId,
    amount: amount.amountMinor,
    metadata: { refundId, paymentId, orderId, operationId, ...(reference === null ? {} : { reference }) },
  };
}

@Injectable()
export class StripeClient {
  private readonly stripe: Stripe;
  private readonly stripeForDecisions: Stripe;

  /** How long a charge or refund is retried under its key. Stripe forgets a key after 24 h. */
  readonly resendForMs: number;
  /** The mode of our key. */
  readonly isLive: boolean;
  /** Time within which a bank transfer should arrive. */
  readonly arrivesWithinMs: number;
  private readonly webhookSecrets: readonly string[];
  private readonly readBackMs: number;
  private readonly refusalGraceMs: number;

  constructor(
    resilience: Resilience,
    @Settings() config: PaymentsConfig,
    private readonly standing: StripeStanding = new StripeStanding(),
  ) {
    const dependency = resilience.dependency(stripeDependency(config));
    standing.listen((refusal) => {
      dependency.remark = refusal && remarkOn(refusal, standing.refusalOfCharges !== undefined);
    });
    this.refusalGraceMs = config.STRIPE_REFUSAL_GRACE_MS;
    const connect = (through: Dependency): Stripe =>
      new Stripe(config.STRIPE_SECRET_KEY, {
        ...addressOf(config.STRIPE_API_URL),
        httpClient: new StripeHttpClient(through, standing),
        maxNetworkRetries: 0,
        telemetry: false,
      });
    this.stripe = connect(dependency);
    this.stripeForDecisions = connect(resilience.dependency(stripeDecisionDependency(config)));
    this.isLive = isLiveKey(config.STRIPE_SECRET_KEY);
    this.webhookSecrets = config.STRIPE_WEBHOOK_SECRET;
    this.readBackMs = config.STRIPE_DEADLINE_MS;
    this.arrivesWithinMs = config.BANK_TRANSFER_DAYS * 86_400_000;
    this.resendForMs = config.SETTLE_LIMIT_HOURS * 3_600_000;
  }

  /**
   * Charges the card, once per key: an attempt after a crash, a timeout or a takeover is the same charge to
   * Stripe. Throws `NotExecuted` if it definitely did not happen, a 503 problem if it may have. If Stripe has
   * rejected us for minutes and no earlier attempt is in doubt, the charge ends as unavailable: only
   * operators can fix the key, and no customer should wait for that.
   */
  async charge(payment: Payment, request: ChargeRequest, attempt: CallAttempt): Promise<ChargeState> {
    const { key: idempotencyKey, mayHaveHappened } = attempt;
    let intent: Stripe.PaymentIntent;
    try {
      intent = await this.stripe.paymentIntents.create(request, { idempotencyKey });
    } catch (error) {
      if (isRefusalOfUs(error) && !mayHaveHappened && this.refusesForLong)
        return { kind: 'unavailable', word: wordOf(error) };
      return outcomeOfError(error, mayHaveHappened);
    }
    return this.seeThrough(this.stripe, intent, payment, request, attempt);
  }

  /** Reads back a payment's charge, by its intent ID or, before that is known, from the list of its time. */
  findCharge(
    payment: Payment,
    request: ChargeRequest,
    attempt: CallAttempt,
    purpose: Purpose = 'retry',
  ): Promise<FoundCharge> {
    const { operationId, firstSentMsAgo } = attempt;
    const stripe = this.stripeFor(purpose);
    return within(this.readBackMs, operationId, async () => {
      const found =
        payment.providerPaymentId === null
          ? await findIntent(stripe, operationId, firstSentMsAgo)
          : await stripe.paymentIntents.retrieve(payment.providerPaymentId);
      return typeof found === 'symbol' ? found : this.seeThrough(stripe, found, payment, request, attempt);
    });
  }

  /**
   * Cancels a charge that its customer has not confirmed, once per key. It may have been paid in the
   * meantime: the result is that of the intent itself.
   */
  cancelCharge(payment: Payment, request: ChargeRequest, attempt: CallAttempt): Promise<ChargeState> {
    const { paymentId, providerPaymentId } = payment;
    if (providerPaymentId === null) throw new Error(`payment ${paymentId} has no Stripe ID to cancel`);
    return within(this.readBackMs, attempt.operationId, async () => {
      const intent = await cancel(this.stripe, providerPaymentId, attempt.key);
      return this.seeThrough(this.stripe, intent, payment, request, attempt);
    });
  }

  /** Cancels an intent that its customer has not confirmed and that no operation waits for. Repeatable. */
  async cancelAbandoned(intentId: string): Promise<void> {
    await cancel(this.stripe, intentId, keyForNow(`abandoned-${intentId}`));
  }

  /** The reason why an intent at Stripe is not the charge of a payment; undefined if it is. */
  whyNotOf(payment: Payment, intent: Stripe.PaymentIntent): string | undefined {
    return whyNotOf(payment, intent, this.isLive);
  }

  private get refusesForLong(): boolean {
    return this.standing.chargesRefusedForMs >= this.refusalGraceMs;
  }

  private stripeFor(purpose: Purpose): Stripe {
    return purpose === 'decision' ? this.stripeForDecisions : this.stripe;
  }

  private async seeThrough(
    stripe: Stripe,
    intent: Stripe.PaymentIntent,
    payment: Payment,
    { return_url: returnUrl }: ChargeRequest,
    { key }: CallAttempt,
  ): Promise<ChargeState> {
    if (this.whyNotOf(payment, intent) !== undefined) {
      strangers.inc({ found: 'read_back' });
      return undecided;
    }
    try {
      return await seeThrough(stripe, intent, { key, returnUrl });
    } catch (error) {
      throw outcomeUnknown(error);
    }
  }

  /**
   * Refunds, once per key: an attempt after a crash, a timeout or a takeover is the same refund to Stripe.
   * Throws a 503 problem if the outcome is unknown.
   */
  async refund(
    request: RefundRequest,
    { key: idempotencyKey, mayHaveHappened }: CallAttempt,
  ): Promise<RefundOutcome> {
    try {
      return outcomeOfRefund(await this.stripe.refunds.create(request, { idempotencyKey }));
    } catch (error) {
      return refundOutcomeOfError(error, mayHaveHappened);
    }
  }

  /** Reads back an operation's refund. */
  findRefund(
    intentId: string,
    operationId: string,
    purpose: Purpose = 'retry',
  ): ReturnType<typeof findRefund> {
    const stripe = this.stripeFor(purpose);
    return within(this.readBackMs, operationId, () => findRefund(stripe, intentId, operationId));
  }

  /** @throws unless Stripe signed these bytes with one of our secrets within the last five minutes */
  requireSignature(body: Buffer, signature: string): void {
    const { signature: signatures, DEFAULT_TOLERANCE: seconds } = this.stripe.webhooks;
    let refusal: unknown = new Error('no secret of ours signed this');
    for (const secret of this.webhookSecrets) {
      try {
        if (signatures?.verifyHeader(body, signature, secret, seconds) === true) return;
      } catch (error) {
        refusal = error;
      }
    }
    throw refusal;
  }
}

/** Limits all pages of a list together to the time of one call, and to the client's deadline. */
function within<T>(ms: number, operationId: string, work: () => Promise<T>): Promise<T> {
  const request = currentRequest();
  const deadlineAt = Math.min(performance.now() + ms, request?.deadlineAt ?? Infinity);
  const job = { requestId: operationId, trace: currentTrace() };
  return withRequestContext({ ...(request ?? job), deadlineAt }, work);
}

export function addressOf(url: string | undefined): Stripe.StripeConfig {
  if (url === undefined) return {};
  const { protocol, hostname, port } = new URL(url);
  return {
    protocol: protocol === 'https:' ? 'https' : 'http',
    host: hostname,
    port: port || (protocol === 'https:' ? 443 : 80),
  };
}
