import { randomUUID } from 'node:crypto';
import { OrderTokens, orderTokenSecrets, type PlaceOrder } from '@holdfast/contracts';
import { type RunningStack } from './running-stack.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export interface Charge {
  readonly amountMinor: number;
  readonly status: string;
  readonly metadata: Record<string, string>;
}

export const aKey = (): string => randomUUID();

export const twoTeas = (over: Partial<PlaceOrder> = {}): PlaceOrder => ({
  customer: { email: 'ada@example.com', name: 'Ada' },
  lines: [{ productId: 'prod_tea', quantity: 2 }],
  paymentMethod: 'pm_card_visa',
  ...over,
});

export async function send(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, text, body };
}

/** The credentials of the order's customer. */
export function asCustomerOf(orderId: string, { secrets }: RunningStack): Record<string, string> {
  const tokens = new OrderTokens(orderTokenSecrets.parse(secrets.orderTokenSecrets));
  return { authorization: `Bearer ${tokens.of(orderId)}` };
}

/** A customer, with a tester's view of the ledger and the inbox. */
export class Shopper {
  constructor(private readonly stack: RunningStack) {}

  checkOut(key: string, order: unknown = twoTeas(), headers: Record<string, string> = {}): Promise<Reply> {
    return send(`${this.stack.addresses.checkout}/checkouts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
      body: JSON.stringify(order),
    });
  }

  /** Reads an order as its customer, and suggestions as an operator. */
  get(path: string): Promise<Reply> {
    const [, orderId] = /^\/orders\/([^/]+)/.exec(path) ?? [];
    const operator = { authorization: `Bearer ${this.stack.secrets.operatorKey}` };
    const ofOthers = path.startsWith('/recommendations') ? operator : {};
    const headers = orderId === undefined ? ofOthers : asCustomerOf(orderId, this.stack);
    return send(`${this.stack.addresses.checkout}${path}`, { headers });
  }

  async charges(orderId?: unknown): Promise<Charge[]> {
    const { body } = await send(`${this.stack.addresses['stripe-simulator']}/_simulator/charges`);
    const charges = body['charges'] as Charge[];
    return orderId === undefined
      ? charges
      : charges.filter(({ metadata }) => metadata['orderId'] === orderId);
  }

  async mailsAbout(orderId: unknown): Promise<string[]> {
    const mails = await this.stack.inbox.messages();
    return mails.filter(({ text }) => text.includes(String(orderId))).map(({ subject }) => subject);
  }
}
