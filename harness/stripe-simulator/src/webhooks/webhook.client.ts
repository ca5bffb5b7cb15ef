import { Stripe } from 'stripe';
import { Agent } from 'undici';

export interface DeliveryTimes {
  /** How long to wait for a response. */
  readonly timeoutMs: number;
  /** From the first failure to the second attempt. */
  readonly firstRetryMs: number;
}

/** 100 ms: Stripe sends from many machines, so in a calm shop each event may reach another instance. */
const idleMs = 100;
const newConnections = (): Agent => new Agent({ keepAliveTimeout: idleMs, keepAliveMaxTimeout: idleMs });

/**
 * Posts events over kept-alive connections. After a failure, later attempts open new ones: a kept-alive one
 * would lead the retry to the same instance that failed.
 */
export class WebhookClient {
  private connections = newConnections();
  private readonly inProgress = new Set<AbortController>();

  constructor(private readonly timeoutMs: number) {}

  /** Signs as Stripe does. Resolves to undefined or the reason of the failure. */
  async post(
    { url, secret }: { readonly url: string; readonly secret: string },
    payload: string,
  ): Promise<string | undefined> {
    const { connections } = this;
    const failure = await this.attempt(connections, url, payload, secret);
    if (failure !== undefined && connections === this.connections) {
      this.connections = newConnections();
      // Resolves once the posts that still use them have ended.
      void connections.close();
    }
    return failure;
  }

  /** Aborts the posts in progress: they count as failed. */
  abort(): void {
    for (const post of this.inProgress) post.abort(new Error('The simulator is stopping.'));
  }

  close(): Promise<void> {
    return this.connections.close();
  }

  private async attempt(
    connections: Agent,
    url: string,
    payload: string,
    secret: string,
  ): Promise<string | undefined> {
    const post = new AbortController();
    const timer = setTimeout(
      () => post.abort(new Error('The operation was aborted due to timeout')),
      this.timeoutMs,
    );
    this.inProgress.add(post);
    try {
      const { origin, pathname, search } = new URL(url);
      const { statusCode, body } = await connections.request({
        origin,
        path: pathname + search,
        method: 'POST',
        body: payload,
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Stripe-Signature': Stripe.webhooks.generateTestHeaderString({ payload, secret }),
          'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
        signal: post.signal,
      });
      await body.dump();
      return statusCode >= 200 && statusCode < 300 ? undefined : `answered ${statusCode}`;
    } catch (error) {
      return describe(error);
    } finally {
      clearTimeout(timer);
      this.inProgress.delete(post);
    }
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return error instanceof AggregateError ? error.errors.map(describe).join('; ') : error.name;
}
