import { type CreatePayment, paymentSchema, problemSchema } from '@holdfast/contracts';
import { HttpClient, type HttpResponse } from '@holdfast/resilience';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type CheckoutConfig } from '../checkout.config.ts';
import { type PaymentResult } from '../order/order.ts';

@Injectable()
export class PaymentsClient implements OnApplicationShutdown {
  private readonly http: HttpClient;

  constructor(config: CheckoutConfig) {
    this.http = new HttpClient({
      dependency: 'payments',
      baseUrl: config.PAYMENTS_URL,
      apiKey: config.PAYMENTS_API_KEY,
      attemptTimeoutMs: config.PAYMENTS_ATTEMPT_TIMEOUT_MS,
      deadlineMs: config.PAYMENTS_DEADLINE_MS,
    });
  }

  /**
   * Charges once per key, however often it is sent. Throws when no answer came that says how the payment ended: it may or may not
   * have happened.
   */
  async charge(paymentRequest: string, idempotencyKey: string): Promise<PaymentResult> {
    const response = await this.http.send({
      method: 'POST',
      path: '/payments',
      body: paymentRequest,
      idempotencyKey,
    });
    const result = resultOf(response);
    if (result.kind === 'uncertain') throw new Error(result.reason);
    return result;
  }

  onApplicationShutdown(): Promise<void> {
    return this.http.close();
  }
}

export function paymentRequest(payment: CreatePayment): string {
  return JSON.stringify(payment);
}

interface Uncertain {
  readonly kind: 'uncertain';
  readonly reason: string;
}

/** Only an answer that says how the payment ended counts; all others leave it open. */
export function resultOf({ status, body }: HttpResponse): PaymentResult | Uncertain {
  const payment = paymentSchema.safeParse(body);
  if (status === 201 && payment.success && payment.data.status === 'succeeded')
    return { kind: 'paid', paymentId: payment.data.paymentId };
  const problem = problemSchema.safeParse(body);
  const code = problem.data?.code;
  const paymentId = textOrNull(problem.data?.['paymentId']);
  if (status === 402 && code === 'card_declined')
    return {
      kind: 'declined',
      paymentId,
      declineCode: textOrNull(problem.data?.['declineCode']) ?? 'generic_decline',
    };
  if (status === 422 && code === 'payment_method_invalid') return { kind: 'method_invalid', paymentId };
  return { kind: 'uncertain', reason: `payments answered ${status}${code === undefined ? '' : ` ${code}`}` };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
