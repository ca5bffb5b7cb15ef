import { refusesUs, type StripeAnswer } from './stripe-answer.classifier.ts';

/**
 * Stripe rejects us, not a payment: our key is wrong, revoked or too restricted, or the account is not
 * activated.
 */
export interface StripeRefusal {
  /** The refused route: `POST /v1/payment_intents`. */
  readonly route: string;
  readonly status: number;
  readonly code: string | null;
  /** The request ID in Stripe's log. */
  readonly requestId: string | null;
  /** Time of the first refusal, ms since the epoch. */
  readonly since: number;
}

/** A wrong key is refused everywhere, a narrow one where it lacks a permission. */
const everyRoute = 'every route';
const chargeRoute = 'POST /v1/payment_intents';

/** 5 min: a refusal this long after a passed check is a new one. */
const healedAfterMs = 300_000;

type Listener = (refusal: StripeRefusal | undefined) => void;

/** Tracks from its responses if Stripe accepts our key. Its rejections are neither doubts nor outages. */
export class StripeStanding {
  private readonly refusals = new Map<string, StripeRefusal>();
  private readonly listeners = new Set<Listener>();
  /** Kept until a charge gets a response again: a check may need fewer permissions than a charge. */
  private chargesRefusedSince: number | undefined;
  private checkPassedAt: number | undefined;

  constructor(private readonly now: () => number = Date.now) {}

  /** The most severe refusal; undefined if there is none. */
  get refusal(): StripeRefusal | undefined {
    return this.refusalOfCharges ?? this.refusals.values().next().value;
  }

  get refusalOfCharges(): StripeRefusal | undefined {
    return this.refusals.get(everyRoute) ?? this.refusals.get(chargeRoute);
  }

  get refusedRoutes(): readonly string[] {
    return [...new Set([...this.refusals.values()].map(({ route }) => route))];
  }

  /** How long charges have been refused, ms; 0 if they are not. */
  get chargesRefusedForMs(): number {
    return this.chargesRefusedSince === undefined ? 0 : this.now() - this.chargesRefusedSince;
  }

  /** Called when a refusal starts, reaches or leaves charges, and with undefined when all are over. */
  listen(listener: Listener): void {
    this.listeners.add(listener);
  }

  /** Records the response to a request. `isCheck`: the request was made only to check the key. */
  hear(request: HeardRequest, answer: Pick<StripeAnswer, 'status' | 'headers' | 'body'>): void {
    const route = routeOf(request);
    const before = [this.refusal, this.refusalOfCharges].map(Boolean);
    if (refusesUs(answer)) this.refuse(route, answer);
    else if (answer.status < 500 && answer.status !== 429) this.accept(route, request.isCheck);
    if (String(before) !== String([this.refusal, this.refusalOfCharges].map(Boolean)))
      for (const listener of this.listeners) listener(this.refusal);
  }

  private refuse(
    route: string,
    { status, headers, body }: Pick<StripeAnswer, 'status' | 'headers' | 'body'>,
  ): void {
    const at = status === 401 ? everyRoute : route;
    const since = this.refusals.get(at)?.since ?? this.now();
    const { code } = ((body ?? {}) as { error?: { code?: unknown } }).error ?? {};
    const requestId = headers['request-id'];
    this.refusals.set(at, {
      route,
      status,
      code: typeof code === 'string' ? code : null,
      requestId: typeof requestId === 'string' ? requestId : null,
      since,
    });
    if (at !== everyRoute && route !== chargeRoute) return;
    const hasHealed = this.checkPassedAt !== undefined && this.now() - this.checkPassedAt > healedAfterMs;
    this.chargesRefusedSince = hasHealed ? this.now() : (this.chargesRefusedSince ?? since);
    this.checkPassedAt = undefined;
  }

  private accept(route: string, isCheck: boolean): void {
    this.refusals.delete(everyRoute);
    this.refusals.delete(route);
    if (route === chargeRoute && !isCheck) this.chargesRefusedSince = undefined;
    else if (!this.refusals.has(chargeRoute)) this.checkPassedAt ??= this.now();
  }
}

export interface HeardRequest {
  readonly method: string;
  readonly path: string;
  readonly isCheck: boolean;
}

/** Key permissions are per resource, read or write. */
function routeOf({ method, path }: HeardRequest): string {
  return `${method} ${(path.split('?')[0] ?? '').split('/').slice(0, 3).join('/')}`;
}
