import { type BankResponse } from '../ledgers/ledgers.ts';

/** The pages of customers' banks, at the local Stripe. */
export class Bank {
  /** Every response of a customer, as sent. */
  readonly responses: BankResponse[] = [];
  private readonly url: string;
  private readonly stripeKey: string;

  constructor(simulatorUrl: string, stripeKey: string) {
    this.url = simulatorUrl;
    this.stripeKey = stripeKey;
  }

  /** The page of the bank that waits for this order's customer; undefined if none does. */
  async challengeOf(orderId: string): Promise<string | undefined> {
    const response = await fetch(`${this.url}/_simulator/challenges`);
    if (!response.ok) throw new Error(`The simulator returned ${response.status} for its challenges.`);
    const { challenges } = (await response.json()) as {
      challenges: readonly { readonly url: string; readonly metadata: Record<string, string> }[];
    };
    return challenges.find(({ metadata }) => metadata['orderId'] === orderId)?.url;
  }

  /**
   * Sends the form of the page. Its host may be a name that only containers know. Recorded when sent, because
   * the bank may take a response without our knowing; in whole milliseconds, like the charge that follows.
   */
  async respond(url: string, response: BankResponse['response']): Promise<BankResponse> {
    const { pathname, searchParams } = new URL(url);
    const intentId = pathname.split('/').at(-1) ?? '';
    const sent = { at: Date.now(), url, intentId, response };
    const index = this.responses.push({ ...sent, isTaken: false }) - 1;
    const { status, headers } = await fetch(this.url + pathname, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ attempt: searchParams.get('attempt') ?? '', answer: response }),
    });
    if (status !== 303 && status !== 409) throw new Error(`The bank's page returned ${status} for ${url}`);
    const returnedTo = headers.get('location') ?? undefined;
    const given: BankResponse = { ...sent, isTaken: status === 303, returnedTo };
    this.responses[index] = given;
    return given;
  }

  /** Cancels a payment, as its owner can in Stripe's dashboard. One that is canceled already stays so. */
  async cancel(intentId: string): Promise<void> {
    const headers = { authorization: `Bearer ${this.stripeKey}` };
    const intent = `${this.url}/v1/payment_intents/${intentId}`;
    const canceled = await fetch(`${intent}/cancel`, { method: 'POST', headers });
    if (canceled.ok) return;
    const { status } = (await (await fetch(intent, { headers })).json()) as { readonly status?: string };
    if (status !== 'canceled')
      throw new Error(`Stripe returned ${canceled.status} for the cancellation of ${intentId}: ${status}`);
  }
}
