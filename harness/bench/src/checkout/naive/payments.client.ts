import { Pool } from 'undici';
import { type Order } from './order.ts';
import { type Charge } from './payment.ts';

export interface ChargeResult {
  readonly paymentId: string;
  readonly status: 'succeeded' | 'failed';
}

/** 10 s: as long as a team waits that has not measured yet. */
const timeoutMs = 10_000;

export const chargeOf = ({ orderId, total }: Order, paymentMethod: string): Charge => ({
  orderId,
  amountMinor: total.amountMinor,
  currency: total.currency,
  paymentMethod,
});

/** Checkout's client of payments: kept connections, a time limit, no retries. */
export class PaymentsClient {
  private readonly pool: Pool;
  private readonly headers: Readonly<Record<string, string>>;

  constructor({
    PAYMENTS_URL,
    PAYMENTS_API_KEY,
  }: {
    readonly PAYMENTS_URL: string;
    readonly PAYMENTS_API_KEY: string;
  }) {
    this.pool = new Pool(PAYMENTS_URL, {
      connections: 64,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    this.headers = { 'content-type': 'application/json', authorization: `Bearer ${PAYMENTS_API_KEY}` };
  }

  /** @throws Error if payments does not respond, or responds with anything but a result */
  async charge(charge: Charge): Promise<ChargeResult> {
    const { statusCode, body } = await this.pool.request({
      method: 'POST',
      path: '/payments',
      headers: this.headers,
      body: JSON.stringify(charge),
    });
    const text = await body.text();
    if (statusCode !== 201) throw new Error(`payments returned ${statusCode}: ${text}`);
    return JSON.parse(text) as ChargeResult;
  }
}
