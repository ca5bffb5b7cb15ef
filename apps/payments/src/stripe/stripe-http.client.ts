import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type Attempt, type Dependency, DependencyError } from '@holdfast/resilience';
import { backgroundPriority } from '@holdfast/service-defaults';
import Stripe from 'stripe';
import { abortable } from './abortable-agent.ts';
import { limitConnecting } from './connect-limit.ts';
import { classifyStripe, refusesUnseen, type StripeAnswer } from './stripe-answer.classifier.ts';
import { type StripeStanding } from './stripe-standing.ts';

interface StripeRequest {
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string | number | string[]>;
  readonly data: string;
  readonly protocol: string;
}

/**
 * Transport of the SDK: its own `node:http` client behind the resilience pipeline, which alone limits time
 * and retries. Responses go to the SDK unchanged, for its own errors. Failures reach it as `detail` of a
 * `StripeConnectionError`; it does not retry them, because a `DependencyError` carries no closed-connection
 * code.
 */
export class StripeHttpClient extends Stripe.HttpClient {
  private readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };

  constructor(
    private readonly dependency: Dependency,
    private readonly standing?: StripeStanding,
    private readonly options: { readonly isCheck?: boolean; readonly isBackground?: boolean } = {},
  ) {
    super();
    // Half an attempt, to distinguish a hanging connection, over which nothing was sent, from a hanging
    // response.
    const connectMs = Math.ceil(dependency.settings.attemptTimeoutMs / 2);
    this.agents = {
      http: limitConnecting(new HttpAgent({ keepAlive: true }), connectMs),
      https: limitConnecting(new HttpsAgent({ keepAlive: true }), connectMs),
    };
  }

  override getClientName(): string {
    return 'node';
  }

  /** @throws DependencyError */
  override async makeRequest(
    host: string,
    port: string,
    path: string,
    method: string,
    headers: StripeRequest['headers'],
    data: string,
    protocol: string,
  ): Promise<Stripe.HttpClientResponse> {
    const { isCheck = false, isBackground = false } = this.options;
    const priority = isBackground ? { Priority: backgroundPriority } : {};
    const request = { host, port, path, method, headers: { ...headers, ...priority }, data, protocol };
    const { value: answer, wasSentBefore } = await this.dependency.call(
      (attempt) => this.attempt(request, attempt),
      {
        isReplayable: method === 'GET' || 'Idempotency-Key' in headers,
        classify: (settled) => classifyStripe(settled, Date.now()),
      },
    );
    this.standing?.hear({ method, path, isCheck }, answer);
    if (wasSentBefore && refusesUnseen(answer.status, method))
      throw new DependencyError(
        this.dependency.name,
        'final_response',
        'unknown',
        `responded with ${answer.status} after an attempt that may have taken effect`,
      );
    return new WholeAnswer(answer);
  }

  private async attempt(request: StripeRequest, { timeoutMs, signal }: Attempt): Promise<StripeAnswer> {
    const { host, port, path, method, headers, data, protocol } = request;
    // The client's own limit restarts with every byte, so a trickling response would outlast its attempt.
    const agent = abortable(this.agents[protocol === 'http' ? 'http' : 'https'], signal);
    const client = Stripe.createNodeHttpClient(agent);
    const limitMs = Math.ceil(timeoutMs);
    const response = await client.makeRequest(host, port, path, method, headers, data, protocol, limitMs);
    return {
      status: response.getStatusCode(),
      headers: response.getHeaders(),
      raw: response.getRawResponse(),
      ...(await bodyOf(response)),
    };
  }
}

type Body = Pick<StripeAnswer, 'body' | 'unreadable'>;

/** A complete body that is not JSON still counts as a response: its status decides. */
async function bodyOf(response: Stripe.HttpClientResponse): Promise<Body> {
  try {
    return { body: (await response.toJSON()) as unknown, unreadable: undefined };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { body: undefined, unreadable: error };
  }
}

/** A response read within its attempt, so that the time limit and the bulkhead cover its body. */
class WholeAnswer extends Stripe.HttpClientResponse {
  constructor(private readonly answer: StripeAnswer) {
    super(answer.status, answer.headers);
  }

  override getRawResponse(): unknown {
    return this.answer.raw;
  }

  override toStream(): never {
    throw new Error('responses from Stripe are read in full');
  }

  override toJSON(): Promise<unknown> {
    const { body, unreadable } = this.answer;
    return unreadable === undefined ? Promise.resolve(body) : Promise.reject(unreadable);
  }
}
