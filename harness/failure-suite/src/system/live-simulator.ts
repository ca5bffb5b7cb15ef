import { type BankResponse } from '@holdfast/witness';
import { type Simulator } from './system.ts';
import { type Timeline } from './timeline.ts';

/** The provider's own faults, in addition to the lab's. */
export class LiveSimulator implements Simulator {
  private readonly url: string;
  private readonly timeline: Timeline;
  private readonly stripeKey: string;
  /** Every fault that was set, in its last known state. */
  seen: readonly Record<string, unknown>[] = [];
  readonly bankResponses: BankResponse[] = [];

  /** Its records would lie in the future of the next scenario on this stack. */
  isAhead = false;

  private isWithholdingEvents = false;

  constructor(url: string, timeline: Timeline, stripeKey: string) {
    this.url = url;
    this.timeline = timeline;
    this.stripeKey = stripeKey;
  }

  async fault(body: Readonly<Record<string, unknown>>): Promise<void> {
    await this.post('/_simulator/faults', body);
    this.timeline.add('stripe', 'fault', `set: ${String(body['fault'])} on ${String(body['route'])}`);
  }

  async withholdEvents(): Promise<void> {
    await this.post('/_simulator/faults', { route: 'webhooks', fault: 'withhold' });
    this.isWithholdingEvents = true;
    this.timeline.add('stripe', 'note', 'withholds its webhooks');
  }

  async deliverInTurn(): Promise<void> {
    await this.post('/_simulator/faults', { route: 'webhooks', fault: 'in_turn' });
    this.timeline.add('stripe', 'note', 'sends its webhooks one after another');
  }

  async advanceDays(days: number): Promise<void> {
    this.isAhead = true;
    await this.post('/_simulator/clock', { advanceDays: days });
    this.timeline.add('stripe', 'note', `its clock moves forward by ${days} days`);
  }

  async clearFaults(): Promise<void> {
    const set = await this.faults();
    const isFault = ({ fault }: Record<string, unknown>): boolean =>
      fault !== 'in_turn' && (!this.isWithholdingEvents || fault !== 'withhold');
    this.seen = [...this.seen, ...set.filter(isFault)];
    this.isWithholdingEvents = false;
    await this.call('DELETE', '/_simulator/faults');
  }

  async faults(): Promise<readonly Record<string, unknown>[]> {
    const response = (await this.get('/_simulator/faults')) as { faults: Record<string, unknown>[] };
    return response.faults;
  }

  confirmWithBank(url: string): Promise<BankResponse> {
    return this.respondAtBank(url, 'confirm');
  }

  refuse(url: string): Promise<BankResponse> {
    return this.respondAtBank(url, 'refuse');
  }

  async confirmationToken(paymentMethod: string): Promise<string> {
    const response = await fetch(`${this.url}/v1/test_helpers/confirmation_tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.stripeKey}` },
      body: new URLSearchParams({ payment_method: paymentMethod }),
    });
    const token = (await response.json()) as { readonly id?: string };
    if (token.id === undefined) throw new Error(`No confirmation token: ${JSON.stringify(token)}`);
    return token.id;
  }

  async challengeOf(orderId: string): Promise<string | undefined> {
    const { challenges } = (await this.get('/_simulator/challenges')) as {
      challenges: readonly { readonly url: string; readonly metadata: Record<string, string> }[];
    };
    return challenges.find(({ metadata }) => metadata['orderId'] === orderId)?.url;
  }

  get(path: string): Promise<unknown> {
    return this.call('GET', path);
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.call('POST', path, body);
  }

  /**
   * Sends the form of the page. Its host may be a name that only containers know. Recorded when sent, because
   * the bank may take a response without our knowing; in whole milliseconds, like the charge that follows.
   */
  private async respondAtBank(url: string, response: BankResponse['response']): Promise<BankResponse> {
    const { pathname, searchParams } = new URL(url);
    const intentId = pathname.split('/').at(-1) ?? '';
    const sent = { at: Date.now(), url, intentId, response };
    const index = this.bankResponses.push({ ...sent, isTaken: false }) - 1;
    const { status } = await fetch(this.url + pathname, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ attempt: searchParams.get('attempt') ?? '', answer: response }),
    });
    if (status !== 303 && status !== 409) throw new Error(`The bank's page returned ${status} for ${url}`);
    const given: BankResponse = { ...sent, isTaken: status === 303 };
    this.bankResponses[index] = given;
    const outcome = given.isTaken ? '' : ', but the page is closed';
    this.timeline.add('bank', 'note', `the customer responds "${response}" for ${intentId}${outcome}`);
    return given;
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`The simulator returned ${response.status} for ${method} ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
