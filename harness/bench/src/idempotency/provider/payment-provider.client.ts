import { Pool } from 'undici';

/** The stub's client: one pool of kept connections, the cheapest way to call HTTP from Node. */
export class PaymentProvider {
  private readonly pool: Pool;
  private readonly path: string;

  /** `url` names the caller in its path, so that the stub counts for each contender. */
  constructor(url: string) {
    const { origin, pathname } = new URL(url);
    this.pool = new Pool(origin, { connections: 64 });
    this.path = pathname;
  }

  async charge(reference: string, amountMinor: number): Promise<string> {
    const { statusCode, body } = await this.pool.request({
      method: 'POST',
      path: this.path,
      headers: { 'content-type': 'application/json', 'idempotency-key': reference },
      body: JSON.stringify({ reference, amountMinor }),
    });
    const { paymentId } = (await body.json()) as { paymentId: string };
    if (statusCode !== 201) throw new Error(`the provider answers ${statusCode}`);
    return paymentId;
  }
}
