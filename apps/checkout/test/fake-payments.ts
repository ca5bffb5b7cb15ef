import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import {
  type CreatePayment,
  ledgerPageSize,
  type LedgerPayment,
  type Money,
  newId,
  type NextAction,
  type PaymentView,
  type RefundPayment,
} from '@holdfast/contracts';

/** Result of a refund. `unavailable` and `lost` last until replaced; other results stay with their key. */
export type RefundFate =
  | 'succeeded'
  | 'pending'
  | 'payment_not_refundable'
  | 'payment_disputed'
  | 'refund_exceeds_remaining'
  | 'refund_failed'
  | 'already_refunded'
  | 'unavailable'
  | 'lost';

export interface AskedRefund {
  readonly key: string;
  readonly path: string;
  /** 0 for the first attempt of a call. */
  readonly attempt: number;
  readonly body: RefundPayment;
}

/** A payment that its customer has to confirm. */
export interface Confirmation {
  readonly key: string;
  readonly returnUrl: string | undefined;
  readonly payment: PaymentView & { readonly nextAction: NextAction };
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** Payments as checkout sees it. Each key gets one result, which later requests replay. */
export class FakePayments {
  /** All refund requests, repeated ones included. */
  asked: AskedRefund[] = [];
  /** Result of refunds from now on. */
  fate: RefundFate = 'succeeded';
  /** Amount of a refund without one. Default: 42.00 USD, the total of every order here. */
  left: Money | undefined;
  /** If true, charges with `pm_open` stay without a result and are retried. */
  isUndecided = false;
  /** Problem code that such charges get. */
  openAnswer = 'payment_outcome_unknown';
  /** Runs before the response to each charge. */
  beforeResponse: (orderId: string) => Promise<void> = () => Promise.resolve();
  /** Requests for such charges, by key. */
  readonly askedOpen = new Map<string, number>();
  /** Retries among them within one call. */
  openRetries = 0;
  /** If true, Stripe has rejected the shop's key for minutes. */
  refusesShop = false;
  /** If true, connections are cut before a response. */
  isDown = false;
  /** Time to confirm a payment with `pm_authenticate`, ms. */
  confirmWithinMs = 600_000;
  /** If true, such payments get no result once their time is over. */
  cancelsNothing = false;
  /** When the money of payments with `pm_bank` should arrive. */
  expectedBy = new Date(Date.now() + 5 * 86_400_000);
  /** Payments with `pm_authenticate`, by order. */
  readonly confirmations = new Map<string, Confirmation>();
  /** Returned by `GET /ledger` for any period, unless all are older. */
  ledger: LedgerPayment[] = [];
  areOlder = false;
  private readonly decided = new Map<string, Answer>();
  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch(() => request.socket.resetAndDestroy());
  });
  private held: (() => void)[] | undefined;

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Holds refund requests until `release`. */
  hold(): void {
    this.held = [];
  }

  release(): void {
    for (const go of this.held ?? []) go();
    this.held = undefined;
  }

  askedFor(refundId: unknown): AskedRefund[] {
    return this.asked.filter(({ body }) => body.reference === refundId);
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.isDown) throw new Error('payments is down');
    const url = new URL(request.url ?? '/', 'http://payments');
    if (request.method === 'GET') return this.show(url, response);
    const body = await json(request);
    if (url.pathname === '/reconciliations') return say(response, noDifferences);
    const key = String(request.headers['idempotency-key']);
    const path = request.url ?? '/';
    const attempt = Number(request.headers['x-retry-attempt']);
    const { status, body: answer } = path.endsWith('/refunds')
      ? await this.refund({ key, path, attempt, body: body as RefundPayment })
      : this.charge({ key, attempt }, body as CreatePayment);
    if (!path.endsWith('/refunds')) await this.beforeResponse((body as CreatePayment).orderId);
    const headers = { 'content-type': 'application/json', ...(status === 503 ? { 'retry-after': '1' } : {}) };
    response.writeHead(status, headers).end(JSON.stringify(answer));
  }

  private show({ pathname, searchParams }: URL, response: ServerResponse): void {
    if (pathname === '/health/ready')
      return say(response, { checks: { 'provider-key': { status: this.refusesShop ? 'down' : 'up' } } });
    const orderIds = searchParams.get('orderIds')?.split(',');
    if (orderIds !== undefined && orderIds.length > ledgerPageSize) {
      const { status, body } = problem(400, 'validation_failed');
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      return;
    }
    const payments = this.ledger.filter(({ orderId }) => orderIds?.includes(orderId) ?? !this.areOlder);
    say(response, { payments, next: null });
  }

  private charge({ key, attempt }: Pick<AskedRefund, 'key' | 'attempt'>, payment: CreatePayment): Answer {
    if (payment.paymentMethod === 'pm_open' && this.isUndecided) {
      this.askedOpen.set(key, (this.askedOpen.get(key) ?? 0) + 1);
      if (attempt > 0) this.openRetries += 1;
      return problem(503, this.openAnswer);
    }
    if (payment.paymentMethod === 'pm_authenticate' && payment.returnUrl !== undefined)
      return this.decided.get(key) ?? this.confirmation(key, payment);
    if (payment.paymentMethod === 'pm_bank')
      return this.decided.get(key) ?? onItsWay(pendingPayment(payment), this.expectedBy);
    const refused = (): Answer => problem(422, 'refused_by_provider', { paymentId: newId('pay') });
    return this.decided.get(key) ?? this.decide(key, this.refusesShop ? refused() : chargeAnswer(payment));
  }

  /** The customer confirms the payment with the bank. */
  confirm(orderId: string): string {
    const { key, payment } = this.confirmationOf(orderId);
    this.decide(key, { status: 201, body: { ...payment, status: 'succeeded', nextAction: null } });
    return payment.paymentId;
  }

  /** The customer's bank refuses the payment, or its time is over. */
  refuse(orderId: string, declineCode = 'authentication_required'): Answer {
    const { key, payment } = this.confirmationOf(orderId);
    return this.decide(key, problem(402, 'card_declined', { paymentId: payment.paymentId, declineCode }));
  }

  /** The customer confirms the payment, and the bank starts to transfer the money. */
  transfer(orderId: string): void {
    const { key, payment } = this.confirmationOf(orderId);
    this.decide(key, onItsWay({ ...payment, nextAction: null }, this.expectedBy));
  }

  private confirmationOf(orderId: string): Confirmation {
    const found = this.confirmations.get(orderId);
    if (found === undefined) throw new Error(`${orderId} has no confirmation`);
    return found;
  }

  private confirmation(key: string, { orderId, amount, returnUrl }: CreatePayment): Answer {
    const known = this.confirmations.get(orderId);
    if (known === undefined) {
      const nextAction = {
        type: 'confirm_with_bank',
        url: `https://bank.example/confirm/${randomUUID()}`,
        expiresAt: new Date(Date.now() + this.confirmWithinMs).toISOString(),
      } as const;
      const payment = { ...pendingPayment({ orderId, amount }), nextAction };
      this.confirmations.set(orderId, { key, returnUrl, payment });
      return { status: 202, body: payment };
    }
    if (Date.parse(known.payment.nextAction.expiresAt) > Date.now())
      return { status: 202, body: known.payment };
    if (this.cancelsNothing) return problem(503, 'payment_outcome_unknown');
    return this.refuse(orderId);
  }

  private async refund(refund: AskedRefund): Promise<Answer> {
    this.asked.push(refund);
    if (this.held !== undefined) await new Promise<void>((go) => this.held?.push(go));
    if (this.fate === 'unavailable') return problem(503, 'refund_outcome_unknown');
    const isLost = this.fate === 'lost';
    const fate = this.fate === 'lost' ? 'succeeded' : this.fate;
    const answer =
      this.decided.get(refund.key) ?? this.decide(refund.key, refundAnswer(refund, fate, this.left));
    if (isLost) throw new Error('the connection is cut');
    return answer;
  }

  private decide(key: string, answer: Answer): Answer {
    this.decided.set(key, answer);
    return answer;
  }
}

const noDifferences = { checked: [], tooRecent: 0, differences: [], next: null };

function say(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function chargeAnswer({ orderId, amount, paymentMethod }: CreatePayment): Answer {
  const paymentId = newId('pay');
  if (paymentMethod === 'pm_authenticate')
    return problem(402, 'card_declined', { paymentId, declineCode: 'authentication_required' });
  if (paymentMethod === 'pm_declined')
    return problem(402, 'card_declined', { paymentId, declineCode: 'lost_card' });
  if (paymentMethod === 'pm_invalid') return problem(422, 'payment_method_invalid', { paymentId });
  const payment = {
    paymentId,
    orderId,
    amount,
    status: 'succeeded',
    providerPaymentId: 'pi_1',
    createdAt: now(),
  };
  return { status: 201, body: payment };
}

function pendingPayment({ orderId, amount }: Pick<CreatePayment, 'orderId' | 'amount'>): PaymentView {
  return {
    paymentId: newId('pay'),
    orderId,
    amount,
    status: 'pending',
    providerPaymentId: 'pi_1',
    expectedBy: null,
    nextAction: null,
    createdAt: now(),
  };
}

const onItsWay = (payment: PaymentView, expectedBy: Date): Answer => ({
  status: 202,
  body: { ...payment, expectedBy: expectedBy.toISOString() },
});

function refundAnswer(
  { path, body }: AskedRefund,
  fate: Exclude<RefundFate, 'unavailable' | 'lost'>,
  left: Money = { amountMinor: 4200, currency: 'usd' },
): Answer {
  const refundId = newId('re');
  if (fate === 'payment_not_refundable') return problem(409, fate);
  if (fate === 'payment_disputed') return problem(409, 'payment_not_refundable', { reason: fate });
  if (fate === 'refund_exceeds_remaining') return problem(422, fate);
  if (fate === 'already_refunded')
    return problem(409, 'refund_failed', { refundId, failureCode: 'charge_already_refunded' });
  if (fate === 'refund_failed') return problem(409, fate, { refundId, failureCode: 'lost_or_stolen_card' });
  const paymentId = path.split('/')[2];
  const refund = {
    refundId,
    paymentId,
    orderId: 'ord_1',
    status: fate,
    amount: body.amount ?? left,
    createdAt: now(),
  };
  return { status: 201, body: refund };
}

function problem(status: number, code: string, more: object = {}): Answer {
  const body = {
    type: 't',
    title: 't',
    status,
    detail: 'd',
    instance: '/',
    code,
    traceId: randomUUID(),
    ...more,
  };
  return { status, body };
}

const now = (): string => new Date().toISOString();
