import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type PaymentsConfig, readPaymentsConfig } from '../src/payments.config.ts';

export interface SentRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly key: string | string[] | undefined;
  readonly body: string;
}

export type Step = (response: ServerResponse, server: ScriptedStripe) => unknown;

/** Responds with this status and JSON. */
export const says =
  (status: number, body: object = {}, headers: Record<string, string> = {}): Step =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

/** An intent of $42.00, as Stripe returns it. */
export const anIntent = (more: object = {}): object => ({
  id: 'pi_1',
  object: 'payment_intent',
  status: 'succeeded',
  amount: 4_200,
  amount_received: 4_200,
  currency: 'usd',
  livemode: false,
  metadata: {},
  last_payment_error: null,
  cancellation_reason: null,
  ...more,
});

export const succeeds = says(200, anIntent());
export const fails = says(500, { error: { type: 'api_error', message: 'oops' } });
/** Fails, and then refuses connections. */
export const failsAndLeaves: Step = (response, server) =>
  response.writeHead(500, { connection: 'close' }).end('{"error":{}}', () => void server.stop());
export const throttles = (headers: Record<string, string> = {}): Step =>
  says(429, { error: { type: 'invalid_request_error', code: 'rate_limit', message: 'slow down' } }, headers);
/** Sends a complete response that is not JSON. */
export const babbles: Step = (response) => response.writeHead(200).end('<html>');
/** Resets the connection. */
export const drops: Step = (response) => response.socket?.resetAndDestroy();
/** Reads the request and never responds. */
export const hangs: Step = () => undefined;
/** Sends the head of a response and nothing more. */
export const stalls: Step = (response) => response.writeHead(200, { 'content-length': '100' }).write('{');
/** Sends a response slowly, with short pauses and no end. */
export const trickles: Step = (response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
};
/** Sends the head of a response line by line, without end. */
export const tricklesHead: Step = (response) => {
  response.socket?.write('HTTP/1.1 200 OK\r\n');
  const timer = setInterval(() => response.socket?.write('x-line: 1\r\n'), 20);
  response.on('close', () => clearInterval(timer));
};
/** Sends the head of a response and closes the connection. */
export const breaksOff: Step = (response) => {
  response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy());
};

/** The settings of payments that calls Stripe at this address, and nothing else. */
export const configFor = (address: string, settings: NodeJS.Dict<string> = {}): PaymentsConfig =>
  readPaymentsConfig({
    PORT: '0',
    DATABASE_URL: 'postgres://none@127.0.0.1:1/none',
    QUEUE_URL: 'redis://127.0.0.1:1',
    API_KEYS: 'checkout:s3cret-of-these-tests-alone',
    STRIPE_SECRET_KEY: 'sk_test_of_these_tests_alone',
    STRIPE_WEBHOOK_SECRET: 'whsec_of_these_tests_alone',
    STRIPE_API_URL: address,
    ...settings,
  });

/** A Stripe that follows a script: one step per request; the last one repeats. */
export class ScriptedStripe {
  readonly requests: SentRequest[] = [];
  /** Responses that payments did not wait for, or that never end. */
  aborted = 0;
  private readonly server: Server = createServer((request, response) => void this.take(request, response));
  private script: readonly Step[] = [succeeds];

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on. */
  follow(...script: readonly Step[]): void {
    this.requests.length = 0;
    this.aborted = 0;
    this.script = script;
  }

  /** Connections are refused from now on. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('close', () => (this.aborted += response.writableFinished ? 0 : 1));
    const { method, url, headers } = request;
    this.requests.push({ method, url, key: headers['idempotency-key'], body: await text(request) });
    const step = this.script[this.requests.length - 1] ?? this.script.at(-1);
    await step?.(response, this);
  }
}
