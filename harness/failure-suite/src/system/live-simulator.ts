import { type Simulator } from './system.ts';
import { type Timeline } from './timeline.ts';

/** The provider's own ways to fail, beside the lab's. */
export class LiveSimulator implements Simulator {
  private readonly url: string;
  private readonly timeline: Timeline;
  /** All that were set, each as it stood when it was last looked at. */
  seen: readonly Record<string, unknown>[] = [];

  private isHoldingNewsBack = false;

  constructor(url: string, timeline: Timeline) {
    this.url = url;
    this.timeline = timeline;
  }

  async fault(body: Readonly<Record<string, unknown>>): Promise<void> {
    await this.post('/_simulator/faults', body);
    this.timeline.add('stripe', 'fault', `set: ${String(body['fault'])} on ${String(body['route'])}`);
  }

  async withholdEvents(): Promise<void> {
    await this.post('/_simulator/faults', { route: 'webhooks', fault: 'withhold' });
    this.isHoldingNewsBack = true;
    this.timeline.add('stripe', 'note', 'keeps its webhooks back');
  }

  async deliverInTurn(): Promise<void> {
    await this.post('/_simulator/faults', { route: 'webhooks', fault: 'in_turn' });
    this.timeline.add('stripe', 'note', 'sends its webhooks one after another');
  }

  async clearFaults(): Promise<void> {
    const set = await this.faults();
    const isFault = ({ fault }: Record<string, unknown>): boolean =>
      fault !== 'in_turn' && (!this.isHoldingNewsBack || fault !== 'withhold');
    this.seen = [...this.seen, ...set.filter(isFault)];
    this.isHoldingNewsBack = false;
    await this.call('DELETE', '/_simulator/faults');
  }

  async faults(): Promise<readonly Record<string, unknown>[]> {
    const response = (await this.get('/_simulator/faults')) as { faults: Record<string, unknown>[] };
    return response.faults;
  }

  get(path: string): Promise<unknown> {
    return this.call('GET', path);
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.call('POST', path, body);
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
      throw new Error(`The simulator answers ${response.status} to ${method} ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
