import { Bank, type BankResponse } from '@holdfast/witness';
import { type Timeline } from '@holdfast/engine';
import { type ProviderEvent, type Simulator } from './system.ts';

/** The provider's own faults, in addition to the lab's. */
export class LiveSimulator implements Simulator {
  private readonly url: string;
  private readonly timeline: Timeline;
  private readonly stripeKey: string;
  /** Every fault that was set, in its last known state. */
  seen: readonly Record<string, unknown>[] = [];
  private readonly bank: Bank;

  /** Its records would lie in the future of the next scenario on this stack. */
  isAhead = false;

  private isWithholdingEvents = false;

  constructor(url: string, timeline: Timeline, stripeKey: string) {
    this.url = url;
    this.timeline = timeline;
    this.stripeKey = stripeKey;
    this.bank = new Bank(url, stripeKey);
  }

  get bankResponses(): readonly BankResponse[] {
    return this.bank.responses;
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
    const path = '/v1/test_helpers/confirmation_tokens';
    return (await this.inDashboard(path, { payment_method: paymentMethod })).id;
  }

  async inDashboard(path: string, form: Readonly<Record<string, string>>): Promise<{ readonly id: string }> {
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.stripeKey}` },
      body: new URLSearchParams(form),
    });
    const made = (await response.json()) as { readonly id?: string };
    const { id } = made;
    if (id === undefined)
      throw new Error(`The provider returned ${response.status} for POST ${path}: ${JSON.stringify(made)}`);
    return { id };
  }

  challengeOf(orderId: string): Promise<string | undefined> {
    return this.bank.challengeOf(orderId);
  }

  async cancel(intentId: string): Promise<void> {
    await this.bank.cancel(intentId);
    this.timeline.add('stripe', 'note', `${intentId} is canceled in its dashboard`);
  }

  async events(): Promise<readonly ProviderEvent[]> {
    const response = await fetch(`${this.url}/v1/events?limit=100`, {
      headers: { authorization: `Bearer ${this.stripeKey}` },
    });
    const { data } = (await response.json()) as { readonly data?: readonly ProviderEvent[] };
    if (data === undefined) throw new Error(`The provider listed no events: ${response.status}`);
    return data;
  }

  get(path: string): Promise<unknown> {
    return this.call('GET', path);
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.call('POST', path, body);
  }

  private async respondAtBank(url: string, response: BankResponse['response']): Promise<BankResponse> {
    const given = await this.bank.respond(url, response);
    const outcome = given.isTaken ? '' : ', but the page is closed';
    this.timeline.add('bank', 'note', `the customer responds "${response}" for ${given.intentId}${outcome}`);
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
