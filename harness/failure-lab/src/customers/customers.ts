import { type CustomersReport, type CustomersSetting } from '@holdfast/lab-api';
import { Customer, type CustomerResponse, now, SeededRandom } from '@holdfast/witness';
import { randomUUID } from 'node:crypto';
import { type Attention } from '../context/attention.ts';
import { fromAnAddressOf } from './network-address.ts';
import { type ResponsesKept } from './responses-kept.ts';
import { declines, mix, planPurchase, purchase } from './visit.ts';

export interface CustomersDeps {
  /** The edge `shopper->checkout`. */
  readonly shopUrl: string;
  readonly attention: Attention;
  /** They stay away while it is paid. */
  readonly calm: Attention;
  readonly responses: ResponsesKept;
  readonly stopping: AbortSignal;
}

export const mostPerSecond = 20;
/** 200 purchases at a time: the machine that breaks must not be the lab's. */
const mostInFlight = 200;
/** No two runs of the lab have customers with the same address. */
const runId = Math.floor(performance.timeOrigin / 1_000).toString(36);

type Counts = CustomersReport['counts'];

const none: Counts = { bought: 0, doubleClicked: 0, retried: 0, vanished: 0, declined: 0, unanswered: 0 };
const countedAs = {
  buys: undefined,
  doubleClicks: 'doubleClicked',
  retries: 'retried',
  vanishes: 'vanished',
} as const;

/** Steady synthetic customers, who buy through the edge `shopper->checkout`. Drawn from a seed. */
export class Customers {
  private readonly deps: CustomersDeps;
  private readonly listeners = new Set<() => void>();
  private setting: CustomersSetting = { ratePerSecond: 0, seed: 1 };
  private counts: Counts = none;
  private inFlight = 0;
  private isBehind = false;
  /** The number of the next customer of this seed. */
  private next = 1;
  private arriving: NodeJS.Timeout | undefined;
  private nextAt = 0;
  private stopAttention: (() => void) | undefined;

  constructor(deps: CustomersDeps) {
    this.deps = deps;
    deps.calm.onChange(() => this.arrive());
    deps.stopping.addEventListener('abort', () => clearTimeout(this.arriving));
  }

  get report(): CustomersReport {
    const { setting, counts, inFlight, isBehind } = this;
    return { ...setting, mix, declines, counts, inFlight, fallsBehind: isBehind };
  }

  /** Another seed begins with its first customer. */
  set(setting: CustomersSetting): void {
    if (setting.seed !== this.setting.seed) this.next = 1;
    this.setting = setting;
    this.arrive();
    this.changed();
  }

  /** True if some were shopping. Those who are at it finish. */
  stop(): boolean {
    const wereHere = this.setting.ratePerSecond > 0;
    this.set({ ...this.setting, ratePerSecond: 0 });
    return wereHere;
  }

  /** Keeps new customers away until the returned function is called. */
  pause(): () => void {
    return this.deps.calm.pay();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private get isOpen(): boolean {
    const { ratePerSecond } = this.setting;
    return ratePerSecond > 0 && !this.deps.calm.isPaid && !this.deps.stopping.aborted;
  }

  /** Sets the time of the next arrival anew. */
  private arrive(): void {
    clearTimeout(this.arriving);
    this.arriving = undefined;
    this.isBehind = false;
    this.attend();
    if (!this.isOpen) return;
    this.nextAt = now();
    this.schedule();
  }

  private schedule(): void {
    const due = (): void => {
      if (!this.isOpen) return;
      const betweenMs = 1_000 / this.setting.ratePerSecond;
      // After a late timer several enter together; more than a second is not made up for.
      this.nextAt = Math.max(this.nextAt, now() - 1_000);
      for (; this.nextAt <= now(); this.nextAt += betweenMs) this.enter();
      this.schedule();
    };
    this.arriving = setTimeout(due, Math.max(0, this.nextAt - now()));
  }

  private enter(): void {
    const wasBehind = this.isBehind;
    this.isBehind = this.inFlight >= mostInFlight;
    if (this.isBehind !== wasBehind) this.changed();
    if (this.isBehind) return;
    const number = this.next++;
    this.inFlight += 1;
    void this.visit(number).finally(() => {
      this.inFlight -= 1;
      this.attend();
      this.changed();
    });
  }

  private async visit(number: number): Promise<void> {
    const { shopUrl, stopping, responses } = this.deps;
    const { seed } = this.setting;
    const planned = planPurchase(new SeededRandom(seed, number));
    const email = `customer-${runId}-${seed}-${number}@customers.example`;
    const keep = (response: CustomerResponse): void => {
      responses.keep(email, response);
      this.countResponse(response, planned.habit === 'vanishes');
    };
    const headers = fromAnAddressOf(seed, number);
    const shopper = new Customer(`Customer ${number}`, email, {
      url: shopUrl,
      signal: stopping,
      headers,
      keep,
    });
    const options = { key: randomUUID(), signal: stopping };
    try {
      this.countOutcome(await purchase(shopper, planned, options));
      const name = countedAs[planned.habit];
      if (name !== undefined) this.add(name);
    } catch (error) {
      // The lab is stopping; any other error is a bug of these customers.
      if (!stopping.aborted) process.stderr.write(`a customer failed: ${String(error)}\n`);
    } finally {
      responses.over(email);
    }
  }

  private countResponse({ method, status }: CustomerResponse, isVanishing: boolean): void {
    const isOpen = status === 0 || status === 409 || status === 429 || status >= 500;
    if (method === 'POST' && isOpen && !isVanishing) this.add('unanswered');
  }

  private countOutcome({ status }: CustomerResponse): void {
    if (status === 201 || status === 202) this.add('bought');
    if (status === 402) this.add('declined');
  }

  private add(name: keyof Counts): void {
    this.counts = { ...this.counts, [name]: this.counts[name] + 1 };
  }

  /** As long as they shop, the ledgers are worth reading. */
  private attend(): void {
    const isBusy = this.setting.ratePerSecond > 0 || this.inFlight > 0;
    if (isBusy) this.stopAttention ??= this.deps.attention.pay();
    else {
      this.stopAttention?.();
      this.stopAttention = undefined;
    }
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
