import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type AddressInfo } from 'node:net';

/** The response to the next refund: a refusal, or another status than the simulator's. */
type NextRefund = { readonly refusedWith: string } | { readonly status: 'pending' | 'failed' };

/** Runs once, when a request like `POST /v1/refunds`, or its body, matches. `lost` resets the connection. */
interface Interruption {
  readonly when: 'before' | 'after';
  readonly request: RegExp;
  readonly work: () => Promise<'lost' | void>;
}

/**
 * A proxy between payments and the simulator. The simulator settles every refund immediately; here, Stripe
 * can refuse one or accept it as pending. The proxy can be down, counts clients, and can withhold responses
 * after Stripe has acted.
 */
export class StripeEdge {
  private readonly server = createServer((request, response) => void this.pass(request, response));
  private next: NextRefund | undefined;
  private port = 0;
  private kept = Promise.withResolvers<void>();
  /** The number of responses to POSTs that it has withheld. */
  held = 0;
  /** Connections made to it since it was opened. */
  connections = 0;
  /** Offset of Stripe's clock, which it sends with every response. */
  clockAheadMs = 0;
  /** Changes what Stripe returns for an object, by its ID. */
  readonly says = new Map<string, object>();
  private interruptions: readonly Interruption[] = [];
  /** Stripe fails the next request like this, and repeats that for its key. */
  failsNext: RegExp | undefined;
  private readonly failedKeys = new Set<unknown>();
  /** The requests that have arrived, with their idempotency keys. */
  readonly seen: string[] = [];
  /** Refuses charges like this, before Stripe sees them. */
  private refusedCharges: object | undefined;
  private chargesBeforeRefusals = 0;

  constructor(private readonly target: string) {
    this.server.on('connection', () => (this.connections += 1));
    this.kept.resolve();
  }

  /** Opens it again at the same address. */
  async start(): Promise<string> {
    this.connections = 0;
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Before Stripe sees the next request like this. */
  before(request: RegExp, work: Interruption['work']): void {
    this.interruptions = [...this.interruptions, { when: 'before', request, work }];
  }

  /** After Stripe has acted on the next request like this, before it responds. */
  after(request: RegExp, work: Interruption['work']): void {
    this.interruptions = [...this.interruptions, { when: 'after', request, work }];
  }

  /** No further request is interrupted. */
  forget(): void {
    this.interruptions = [];
  }

  answerNextRefund(next: NextRefund): void {
    this.next = next;
  }

  /** From now on Stripe acts, but its responses are lost. */
  refuseCharges(error?: object): void {
    this.refuseAfter(0, error);
  }

  /** The same, once this many charges were forwarded. */
  refuseAfter(charges: number, error?: object): void {
    this.refusedCharges = error;
    this.chargesBeforeRefusals = charges;
  }

  /** From now on Stripe acts, but its responses are lost. */
  holdAnswers(): void {
    this.held = 0;
    this.kept = Promise.withResolvers<void>();
  }

  releaseAnswers(): void {
    this.kept.resolve();
  }

  /** Refuses connections from now on. */
  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const isRefund = method === 'POST' && url === '/v1/refunds';
    const next = isRefund ? this.next : undefined;
    if (isRefund) this.next = undefined;
    const sent = await text(request);
    const passing = `${method} ${url}`;
    this.seen.push(`${passing} ${String(request.headers['idempotency-key'] ?? '')}`.trim());
    if (await this.isLost('before', passing, sent)) {
      request.socket.resetAndDestroy();
      return;
    }
    if (this.hasFailed(passing, request.headers['idempotency-key'])) {
      response.writeHead(500, { 'stripe-should-retry': 'false' });
      response.end(JSON.stringify({ error: { type: 'api_error' } }));
      return;
    }
    if (method === 'POST' && url === '/v1/payment_intents' && this.isRefused()) {
      const error = { type: 'invalid_request_error', message: 'no', ...this.refusedCharges };
      response.writeHead(400, { 'content-type': 'application/json', 'request-id': 'req_edge' });
      response.end(JSON.stringify({ error }));
      return;
    }
    if (next !== undefined && 'refusedWith' in next) {
      const error = { type: 'invalid_request_error', code: next.refusedWith, message: 'no' };
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
      return;
    }
    try {
      const answer = await fetch(this.target + url, {
        method,
        headers: this.headersOf(request),
        ...(method === 'POST' ? { body: sent } : {}),
      });
      const body = (await answer.json()) as object;
      if (method === 'POST') {
        this.held += 1;
        await this.kept.promise;
      }
      if (await this.isLost('after', passing, sent)) throw new Error('the response is lost');
      response.writeHead(answer.status, {
        'content-type': 'application/json',
        'request-id': answer.headers.get('request-id') ?? '',
        date: new Date(Date.now() + this.clockAheadMs).toUTCString(),
      });
      const said = this.changed(body);
      response.end(JSON.stringify(next === undefined ? said : { ...said, status: next.status }));
    } catch {
      request.socket.resetAndDestroy();
    }
  }

  private async isLost(when: Interruption['when'], passing: string, body: string): Promise<boolean> {
    const next = this.interruptions.find(
      ({ when: at, request }) => at === when && (request.test(passing) || request.test(`${passing} ${body}`)),
    );
    if (next === undefined) return false;
    this.interruptions = this.interruptions.filter((each) => each !== next);
    return (await next.work()) === 'lost';
  }

  private hasFailed(passing: string, key: unknown): boolean {
    if (this.failsNext?.test(passing) === true) {
      this.failsNext = undefined;
      this.failedKeys.add(key);
    }
    return this.failedKeys.has(key);
  }

  private isRefused(): boolean {
    if (this.refusedCharges === undefined) return false;
    this.chargesBeforeRefusals -= 1;
    return this.chargesBeforeRefusals < 0;
  }

  private changed(body: {
    readonly id?: string;
    readonly data?: readonly { readonly id: string }[];
  }): object {
    if (!Array.isArray(body.data)) return { ...body, ...this.says.get(body.id ?? '') };
    return {
      ...body,
      data: body.data.map((each: { id: string }) => ({ ...each, ...this.says.get(each.id) })),
    };
  }

  private headersOf({ headers }: IncomingMessage): Record<string, string> {
    const names = ['authorization', 'content-type', 'idempotency-key', 'stripe-version'];
    return Object.fromEntries(
      names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
    );
  }
}
