import { refusesUs, type StripeAnswer } from './stripe-answer.classifier.ts';

/** Stripe refuses us, and not a payment: our key is wrong, revoked or too narrow, or our account is not activated. */
export interface StripeRefusal {
  /** What was refused: `POST /v1/payment_intents`. */
  readonly route: string;
  readonly status: number;
  readonly code: string | null;
  /** What Stripe's log knows the refused request by. */
  readonly requestId: string | null;
  /** When the first one was refused, ms since the epoch. */
  readonly since: number;
}

/** A wrong key is refused everywhere, a narrow one where it lacks a permission. */
const everyRoute = 'every route';
const chargeRoute = 'POST /v1/payment_intents';

/** 5 min: a refusal that comes so long after a check has passed is another one (guess). */
const healedAfterMs = 300_000;

type Listener = (refusal: StripeRefusal | undefined) => void;

/** Whether Stripe takes our key, as its answers tell. What it refuses at the door is neither a doubt nor an outage. */
export class StripeStanding {
  private readonly refusals = new Map<string, StripeRefusal>();
  private readonly listeners = new Set<Listener>();
  /** Kept until a charge is answered again: a check that passes may ask less of the key than a charge does. */
  private chargesRefusedSince: number | undefined;
  private checkPassedAt: number | undefined;

  constructor(private readonly now: () => number = Date.now) {}

  /** The gravest of what is refused; undefined while nothing is. */
  get refusal(): StripeRefusal | undefined {
    return this.refusalOfCharges ?? this.refusals.values().next().value;
  }

  get refusalOfCharges(): StripeRefusal | undefined {
    return this.refusals.get(everyRoute) ?? this.refusals.get(chargeRoute);
  }

  /** Each once. */
  get refusedRoutes(): readonly string[] {
    return [...new Set([...this.refusals.values()].map(({ route }) => route))];
  }

  /** For how long charges have been refused, ms; 0 when they are not. */
  get chargesRefusedForMs(): number {
    return this.chargesRefusedSince === undefined ? 0 : this.now() - this.chargesRefusedSince;
  }

  /** Hears when a refusal begins, when it comes to charges or leaves them, and with undefined when all is over. */
  listen(listener: Listener): void {
    this.listeners.add(listener);
  }

  /** Takes in an answer to a request. `isCheck`: the request was made only to find this out. */
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

/** Permissions of a key are of a resource, to read or to write it. */
function routeOf({ method, path }: HeardRequest): string {
  return `${method} ${(path.split('?')[0] ?? '').split('/').slice(0, 3).join('/')}`;
}
