import { type Simulator } from './system.ts';
import { type Timeline } from './timeline.ts';

/** The provider's own faults, in addition to the lab's. */
export class LiveSimulator implements Simulator {
  private readonly url: string;
  private readonly timeline: Timeline;
  /** Every fault that was set, in its last known state. */
  seen: readonly Record<string, unknown>[] = [];

  /** Its records would lie in the future of the next scenario on this stack. */
  isAhead = false;

  private isWithholdingEvents = false;

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
      throw new Error(`The simulator returned ${response.status} for ${method} ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
