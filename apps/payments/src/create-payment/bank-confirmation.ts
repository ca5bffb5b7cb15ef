import {
  absent,
  type CallAttempt,
  callNext,
  jsonResponse,
  phase,
  type ProvisionalResponse,
  type Step,
  StillInProgress,
} from '@holdfast/idempotency';
import { asOutcomeUnknown, outcomeUnknown } from '../payment/payment.errors.ts';
import { bankConfirmations } from '../payment/payment.metrics.ts';
import {
  type Confirmation,
  openConfirmation,
  outcomeOf,
  type Payment,
  type PaymentOutcome,
  paymentView,
} from '../payment/payment.ts';
import { type PaymentStore } from '../payment/payment.store.ts';
import { markActionRequired } from '../payment/payment.writes.ts';
import { type ConfirmationTimes } from '../payments.config.ts';
import { type FoundCharge, type OnItsWay, type RequiresAction } from '../stripe/see-through.ts';
import { isFinalResponse } from '../stripe/stripe-error.classifier.ts';
import { type Purpose, type StripeClient } from '../stripe/stripe.client.ts';
import { type ChargeInput } from './charge-input.ts';
import { acceptedOnItsWay, PaymentOnItsWay, unlessOnItsWay } from './on-its-way.ts';
import { type Expired, readConfirmationOutcome, readPaymentOutcome } from './operator-payment-outcome.ts';
import { completeWith } from './settled-payment.ts';

/** The customer has not confirmed yet. The key is free until then. */
class ConfirmationAwaited extends StillInProgress {
  constructor({ expiresAt }: Confirmation, now: Date, recheckMs: number) {
    // The pause is measured by the clock of the process, which may be ahead.
    const until = Math.max(Date.parse(expiresAt), Date.now() + Date.parse(expiresAt) - now.getTime());
    super(new Date(until), `the customer has until ${expiresAt} to confirm with the bank`, { recheckMs });
  }
}

/**
 * The phases of a payment whose bank wants a confirmation from the customer: wait for it, and cancel the
 * intent if it does not come. The intent's own state decides, so a confirmation in the last second counts.
 */
export class BankConfirmation {
  constructor(
    private readonly stripe: StripeClient,
    private readonly payments: PaymentStore,
    private readonly times: ConfirmationTimes,
  ) {}

  readonly cancel = phase<ChargeInput, PaymentOutcome>({
    name: 'cancel',
    call: (input, attempt) => this.giveUp(input, attempt),
    then: (outcome, { payment }) => {
      bankConfirmations.inc({ result: outcome.kind === 'succeeded' ? 'confirmed' : 'expired' });
      return completeWith(outcome, payment);
    },
    readBack: (input, attempt) => this.findCanceled(input, attempt, 'retry'),
    isFinalResponse,
    lookEverywhere: (input, attempt) => this.findCanceled(input, attempt, 'decision'),
    whenUnknown: (_input, error) => {
      if (error instanceof PaymentOnItsWay) return acceptedOnItsWay(error.payment);
      throw asOutcomeUnknown(error);
    },
    readOutcome: readPaymentOutcome,
  });

  readonly wait = phase<ChargeInput, PaymentOutcome | Expired>({
    name: 'await-confirmation',
    call: (input, attempt) => this.look(input, attempt),
    then: (outcome, input) => {
      if (outcome.kind === 'expired') return callNext(this.cancel, input);
      bankConfirmations.inc({ result: outcome.kind === 'succeeded' ? 'confirmed' : 'declined' });
      return completeWith(outcome, input.payment);
    },
    readBack: (input, attempt) => this.findConfirmed(input, attempt, 'retry'),
    lookEverywhere: (input, attempt) => this.findConfirmed(input, attempt, 'decision'),
    whenUnknown: async ({ payment }, error, policy) => {
      if (error instanceof PaymentOnItsWay) return acceptedOnItsWay(error.payment);
      // If Stripe cannot be read, the customer can still confirm.
      const open = policy === 'retry' ? await this.payments.openConfirmation(payment) : undefined;
      if (open !== undefined) return acceptedForConfirmation(payment, open);
      throw asOutcomeUnknown(error);
    },
    readOutcome: readConfirmationOutcome,
  });

  /** The time to confirm begins in this commit and never again. */
  async begin(
    { providerPaymentId, url }: RequiresAction,
    { payment, chargeRequest }: ChargeInput,
  ): Promise<Step> {
    const now = await this.payments.now();
    const expiresAt = new Date(now.getTime() + this.times.ttlMs).toISOString();
    bankConfirmations.inc({ result: 'opened' });
    const waiting = { ...payment, providerPaymentId, confirmation: { url, expiresAt } };
    const writes = [markActionRequired(waiting, 'transition')];
    return callNext(this.wait, { payment: waiting, chargeRequest }, writes);
  }

  private async look(input: ChargeInput, attempt: CallAttempt): Promise<PaymentOutcome | Expired> {
    const found = await this.find(input, attempt);
    if (typeof found === 'symbol') throw notClear(input.payment);
    return found.kind === 'requires_action' ? this.expired(input) : found;
  }

  private async findConfirmed(input: ChargeInput, attempt: CallAttempt, purpose: Purpose) {
    const found = await this.find(input, attempt, purpose);
    return typeof found !== 'symbol' && found.kind === 'requires_action' ? this.expired(input) : found;
  }

  private async findCanceled(input: ChargeInput, attempt: CallAttempt, purpose: Purpose) {
    const found = await this.find(input, attempt, purpose);
    return typeof found !== 'symbol' && found.kind === 'requires_action' ? absent : found;
  }

  /** @throws ConfirmationAwaited until the time to confirm has passed. */
  private async expired({ payment }: ChargeInput): Promise<Expired> {
    const now = await this.payments.now();
    const open = openConfirmation(payment, now);
    if (open !== undefined) throw new ConfirmationAwaited(open, now, this.times.recheckMs);
    return { kind: 'expired' };
  }

  private async giveUp(
    { payment, chargeRequest }: ChargeInput,
    attempt: CallAttempt,
  ): Promise<PaymentOutcome> {
    const now = await this.payments.get(payment.paymentId);
    const known = outcomeOf(now);
    if (known !== undefined) return known;
    const canceled = await this.stripe.cancelCharge(now, chargeRequest, attempt);
    const found = unlessOnItsWay(canceled, now, this.stripe.arrivesWithinMs);
    if (typeof found === 'symbol' || found.kind === 'requires_action') throw notClear(payment);
    return found;
  }

  /** The state of the payment, or that of its intent while the payment is pending. */
  private async find(
    { payment, chargeRequest }: ChargeInput,
    attempt: CallAttempt,
    purpose: Purpose = 'retry',
  ): Promise<Exclude<FoundCharge, OnItsWay>> {
    const now = await this.payments.get(payment.paymentId);
    const known = outcomeOf(now);
    if (known !== undefined) return known;
    const found = await this.stripe.findCharge(now, chargeRequest, attempt, purpose);
    return unlessOnItsWay(found, now, this.stripe.arrivesWithinMs);
  }
}

/** Not stored: once the customer has confirmed, a repetition gets the result. */
export function acceptedForConfirmation(payment: Payment, open: Confirmation): ProvisionalResponse {
  const response = jsonResponse(202, paymentView(payment, open), {
    location: `/payments/${payment.paymentId}`,
  });
  return { response, writes: [] };
}

function notClear({ paymentId }: Payment): Error {
  return outcomeUnknown(new Error(`the intent of ${paymentId} does not show how its charge ended`));
}
