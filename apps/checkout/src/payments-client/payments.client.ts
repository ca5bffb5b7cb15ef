import {
  type CreatePayment,
  declineReasonOf,
  moneySchema,
  type NextAction,
  paymentRefundSchema,
  paymentSchema,
  type ProblemDocument,
  problemSchema,
  providerKeyCheck,
  refusedByProvider,
  type RefundFailure,
  refundFailureSchema,
  type RefundPayment,
} from '@holdfast/contracts';
import {
  concernsOneOperation,
  type HttpResponse,
  HttpClient,
  type AttemptOutcome,
  Resilience,
} from '@holdfast/resilience';
import { Settings } from '@holdfast/service-defaults';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { type CheckoutConfig } from '../checkout.config.ts';
import { type PaymentResult, refusedCode } from '../order/order.ts';
import { type RefundResult } from '../refund/refund.ts';
import { PaymentsAvailability } from './payments-availability.ts';
import { OnItsWay, RequiresAction } from './payment-in-progress.ts';
import { paymentsDependency } from './payments.dependency.ts';

@Injectable()
export class PaymentsClient implements OnApplicationShutdown {
  /** How long a charge or refund is retried under its key: longer than payments itself keeps checking. */
  readonly resendForMs: number;
  private readonly http: HttpClient;
  private readonly availability = new PaymentsAvailability(() => this.acceptsCharges());

  constructor(resilience: Resilience, @Settings() config: CheckoutConfig) {
    this.http = new HttpClient(resilience.dependency(paymentsDependency(config)), {
      baseUrl: config.PAYMENTS_URL,
      apiKey: config.PAYMENTS_API_KEY,
      refine: refineAnswer,
    });
    this.resendForMs = config.SETTLE_LIMIT_HOURS * 3_600_000;
  }

  /** False while the provider rejects the shop: nothing can be charged until an operator acts. */
  get canCharge(): boolean {
    return !this.availability.isRefused;
  }

  /**
   * Charges once per key, however often it is sent. Throws if no response says how the payment ended: it may
   * or may not have happened. Throws `OnItsWay` while the customer's bank transfers the money, and
   * `RequiresAction` while the customer has to confirm the payment.
   */
  async charge(paymentRequest: string, idempotencyKey: string): Promise<PaymentResult> {
    const response = await this.http.send({
      method: 'POST',
      path: '/payments',
      body: paymentRequest,
      idempotencyKey,
    });
    const result = paymentResultFrom(response);
    if (result.kind === 'requires_action') throw stillOpen(result.nextAction, new Date());
    if (result.kind === 'on_its_way') throw new OnItsWay(result.expectedBy);
    if (result.kind === 'uncertain') throw new Error(result.reason);
    if (result.kind === 'unavailable') this.availability.recordRefusal();
    return result;
  }

  /**
   * Refunds once per key, however often it is sent. Throws if no response says how the refund ended: it may
   * or may not have happened.
   */
  async refund(paymentId: string, refundRequest: string, idempotencyKey: string): Promise<RefundResult> {
    const response = await this.http.send({
      method: 'POST',
      path: `/payments/${paymentId}/refunds`,
      body: refundRequest,
      idempotencyKey,
    });
    const result = refundResultFrom(response);
    if (result.kind === 'uncertain') throw new Error(result.reason);
    return result;
  }

  onApplicationShutdown(): Promise<void> {
    this.availability.close();
    return this.http.close();
  }

  private async acceptsCharges(): Promise<boolean> {
    const { body } = await this.http.send({ method: 'GET', path: '/health/ready' });
    return readiness.parse(body).checks[providerKeyCheck].status === 'up';
  }
}

const readiness = z.object({ checks: z.object({ [providerKeyCheck]: z.object({ status: z.string() }) }) });

/** Codes that concern one payment or refund; payments itself is healthy. */
const unknownOutcomes: ReadonlySet<unknown> = new Set([
  'payment_outcome_unknown',
  'refund_outcome_unknown',
  'idempotency_outcome_in_review',
]);

/**
 * An unknown outcome delays one customer. It must not open the breaker for all. A deadline that payments
 * reports is the caller's own: like a timeout, it proves nothing if it was short.
 */
export function refineAnswer(outcome: AttemptOutcome, { status, body }: HttpResponse): AttemptOutcome {
  if (status < 400) return outcome;
  const code = problemSchema.safeParse(body).data?.code;
  if (unknownOutcomes.has(code)) return concernsOneOperation(outcome);
  return code === 'deadline_exceeded' ? { ...outcome, cause: 'timeout' } : outcome;
}

export function paymentRequest(payment: CreatePayment): string {
  return JSON.stringify(payment);
}

export function refundRequest(refund: RefundPayment): string {
  return JSON.stringify(refund);
}

interface Uncertain {
  readonly kind: 'uncertain';
  readonly reason: string;
}

interface Transfer {
  readonly kind: 'on_its_way';
  readonly expectedBy: Date;
}

interface NeedsConfirmation {
  readonly kind: 'requires_action';
  readonly nextAction: NextAction;
}

/** A payment refunded in the meantime was paid as well. */
const wasPaid: ReadonlySet<string> = new Set(['succeeded', 'refunded']);

/** Only a response that says how the payment ended counts; any other leaves it unknown. */
export function paymentResultFrom({
  status,
  body,
}: HttpResponse): PaymentResult | NeedsConfirmation | Transfer | Uncertain {
  const payment = paymentSchema.safeParse(body);
  if (status === 201 && payment.success && wasPaid.has(payment.data.status))
    return { kind: 'paid', paymentId: payment.data.paymentId };
  const expectedBy = payment.data?.expectedBy ?? null;
  if (status === 202 && payment.data?.status === 'pending' && expectedBy !== null)
    return { kind: 'on_its_way', expectedBy: new Date(expectedBy) };
  const nextAction = payment.data?.nextAction ?? null;
  if (
    status === 202 &&
    payment.data?.status === 'pending' &&
    nextAction !== null &&
    opensInBrowser(nextAction)
  )
    return { kind: 'requires_action', nextAction };
  const problem = problemSchema.safeParse(body);
  const code = problem.data?.code;
  const paymentId = textOrNull(problem.data?.['paymentId']);
  if (status === 402 && code === 'card_declined')
    return { kind: 'declined', paymentId, declineCode: declineReasonOf(problem.data?.['declineCode']) };
  if (status === 422 && code === refusedCode) return { kind: 'refused', paymentId };
  if (status === 422 && code === 'payment_method_invalid') return { kind: 'method_invalid', paymentId };
  if (status === 422 && code === refusedByProvider) return { kind: 'unavailable', paymentId };
  return uncertain(status, code);
}

/** A page opens the URL, so it must not be a script. */
const opensInBrowser = ({ url }: NextAction): boolean => /^https?:\/\//i.test(url);

/** Once its time is over, payments must cancel the payment: checkout stops waiting. */
function stillOpen(nextAction: NextAction, now: Date): Error {
  const waiting = new RequiresAction(nextAction);
  return waiting.until > now ? waiting : new Error('payments has not canceled an expired confirmation yet');
}

const refundRefusals: ReadonlySet<unknown> = new Set([
  'payment_not_refundable',
  'refund_exceeds_remaining',
  'refund_failed',
]);

/** Only a response that says how the refund ended counts; any other leaves it unknown. */
export function refundResultFrom({ status, body }: HttpResponse): RefundResult | Uncertain {
  const refund = paymentRefundSchema.safeParse(body);
  if (status === 201 && refund.success)
    return {
      kind: refund.data.status,
      paymentRefundId: refund.data.refundId,
      amount: refund.data.amount,
    };
  const problem = problemSchema.safeParse(body).data;
  if ((status === 409 || status === 422) && refundRefusals.has(problem?.code))
    return {
      kind: 'failed',
      paymentRefundId: textOrNull(problem?.['refundId']),
      failure: problem && failureIn(problem),
    };
  return uncertain(status, problem?.code);
}

/** Only reasons that a customer may read: payments keeps the others for operators. */
function failureIn(problem: ProblemDocument): RefundFailure | undefined {
  const failureCode = String(problem['failureCode']);
  if (/^(charge_(for_pending_refund_)?disputed|refund_disputed_payment)$/.test(failureCode))
    return 'payment_disputed';
  if (failureCode === 'charge_already_refunded') return 'nothing_left';
  if (failureCode === 'merchant_request' || failureCode === 'canceled') return 'canceled_by_shop';
  const reason = refundFailures.safeParse(problem['reason']).data;
  if (reason !== undefined) return reason;
  if (problem.code === 'refund_exceeds_remaining') return 'exceeds_remaining';
  return moneySchema.safeParse(problem['left']).data?.amountMinor === 0 ? 'nothing_left' : undefined;
}

const refundFailures = refundFailureSchema.extract(['payment_disputed', 'returned_by_bank']);

function uncertain(status: number, code: string | undefined): Uncertain {
  return { kind: 'uncertain', reason: `payments returned ${status}${code === undefined ? '' : ` ${code}`}` };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
