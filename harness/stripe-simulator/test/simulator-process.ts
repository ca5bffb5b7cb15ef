import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Stripe } from 'stripe';

const program = join(import.meta.dirname, '../dist/main.js');
export const secretKey = 'sk_test_simulator';
export const webhookSecret = 'whsec_simulator';

export interface LedgerCharge {
  readonly chargeId: string;
  readonly paymentIntentId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: string;
  readonly idempotencyKey: string | null;
  readonly metadata: Record<string, string>;
  readonly createdAt: string;
}

interface Fault {
  readonly route: string;
  readonly fault: string;
  readonly ms?: number;
  readonly times?: number;
}

/** The real program as a child process, on a free port, with a ledger that outlives its restarts. */
export class SimulatorProcess {
  private readonly folder = mkdtempSync(join(tmpdir(), 'stripe-simulator-'));
  private child: ChildProcess | undefined;
  url = '';

  constructor(private readonly settings: Record<string, string> = {}) {}

  async start(): Promise<this> {
    const environment = {
      PATH: process.env['PATH'],
      PORT: '0',
      LOG_FORMAT: 'json',
      DATABASE_FILE: join(this.folder, 'ledger.sqlite'),
      STRIPE_SECRET_KEY: secretKey,
      ...this.settings,
    };
    const child = spawn(process.execPath, [program], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const address = /Server listening at (http:\/\/[^"]+)/.exec(line)?.[1];
      if (address === undefined) continue;
      this.url = address;
      child.stdout.resume();
      return this;
    }
    throw new Error('the simulator ended before it listened');
  }

  /** An SDK client; without retries of its own, so that each test sees what was answered. */
  stripe(options: Partial<Stripe.StripeConfig> = {}, key = secretKey): Stripe {
    const { hostname, port } = new URL(this.url);
    return new Stripe(key, {
      host: hostname,
      port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
      ...options,
    });
  }

  async signal(name: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null;
    const exited = once(child, 'exit');
    child.kill(name);
    const [code] = (await exited) as [number | null];
    return code;
  }

  async dispose(): Promise<void> {
    await this.signal('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  async charges(since: number | string = 0): Promise<LedgerCharge[]> {
    const body = (await this.json('GET', `/_simulator/charges?since=${since}`)) as {
      charges: LedgerCharge[];
    };
    return body.charges;
  }

  /** The charges and refunds of these orders, separated by commas. */
  async ledgerOf(orders: string): Promise<{ charges: LedgerCharge[]; refunds: unknown[] }> {
    return (await this.json('GET', `/_simulator/charges?orders=${encodeURIComponent(orders)}`)) as {
      charges: LedgerCharge[];
      refunds: unknown[];
    };
  }

  async fault(fault: Fault): Promise<void> {
    await this.json('POST', '/_simulator/faults', fault);
  }

  async faults(): Promise<{ fault: string; struck: number; isSpent: boolean }[]> {
    const body = (await this.json('GET', '/_simulator/faults')) as {
      faults: { fault: string; struck: number; isSpent: boolean }[];
    };
    return body.faults;
  }

  /** Asks for one of the simulator's own routes. */
  ask(path: string, body?: object): Promise<Response> {
    return fetch(`${this.url}/_simulator/${path}`, {
      method: 'POST',
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  }

  async clearFaults(): Promise<void> {
    await this.json('DELETE', '/_simulator/faults');
  }

  post(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { Authorization: `Bearer ${secretKey}`, ...headers },
    });
  }

  private async json(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}

/** The error a promise rejects with; fails when it resolves. */
export async function errorOf(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('expected a StripeError, but the call succeeded');
}

/** The id in a field that could have been expanded and was not. */
export function idOf(field: string | object | null): string {
  if (typeof field !== 'string') throw new Error(`expected an id, got ${JSON.stringify(field)}`);
  return field;
}

/** A confirmed payment without the method that pays it. */
export const anUnpaidCharge = {
  amount: 4_200,
  currency: 'usd',
  confirm: true,
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
} satisfies Stripe.PaymentIntentCreateParams;

export function aCharge(
  overrides: Partial<Stripe.PaymentIntentCreateParams> = {},
): Stripe.PaymentIntentCreateParams {
  return { ...anUnpaidCharge, payment_method: 'pm_card_visa', ...overrides };
}
