import { type CheckoutClient, KeyStorageError } from '@holdfast/checkout-client';
import { isLongAgo, isTooOld } from '../long-ago.ts';
import { words } from '../words.ts';
import { type RefundName, refundName } from './refund-name.ts';
import { leftRefund, refundError, refundResult, type RefundResult, unknownRefund } from './refund-outcome.ts';

export interface RefundState {
  /** True while a request is on its way. */
  readonly isWorking: boolean;
  readonly result: RefundResult | undefined;
  /** When the latest result came, ms since the epoch. */
  readonly resultAt: number | undefined;
  /** While the result is unknown: when the shop is asked again, ms since the epoch; for a countdown. */
  readonly asksAt: number | undefined;
}

/** Results that are out of date once another request is on its way. */
const ended: readonly (RefundResult['kind'] | undefined)[] = ['not_made', 'expired', 'given_up'];

/** When a customer last clicked for the refund of a name, ms since the epoch. */
export interface RefundClicks {
  readonly at: (name: string) => number | undefined;
  readonly keep: (name: string, at: number) => void;
  readonly forget: (name: string) => void;
}

type Client = Pick<CheckoutClient, 'refund' | 'find' | 'forget'>;

/** Asks for the refund of one order, at most once at a time, until the result is known. */
export class RefundRequest {
  private state: RefundState = {
    isWorking: false,
    result: undefined,
    resultAt: undefined,
    asksAt: undefined,
  };
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStopped = false;
  /** True once it is time to ask again, whatever the clock of this device was set to meanwhile. */
  private isDue = false;
  /** The last click in this page, or the first request of an earlier one. */
  private wantedAt: number | undefined;
  /** Shown to the customer when this page last asked. */
  private amount = '';

  constructor(
    private readonly orderId: string,
    private readonly client: Client,
    private readonly clicks: RefundClicks,
    private readonly isVisible: () => boolean,
  ) {}

  readonly current = (): RefundState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /**
   * Continues a request whose result an earlier page did not learn. One that was left is not sent: the
   * customer decides.
   */
  async resume(amount: string): Promise<void> {
    const { name, isOpen, sentAt } = await this.found();
    if (!isOpen) return;
    if (sentAt !== undefined && isTooOld({ createdAt: sentAt }, Date.now())) return this.forget(name);
    this.wantedAt = this.clicks.at(name) ?? sentAt;
    if (!isLongAgo(this.wantedAt, Date.now())) return this.ask(amount);
    if (!this.state.isWorking) this.end(leftRefund(amount));
  }

  /** For a click. Asks for all that is left; `amount` is what the customer was shown. */
  async send(amount: string): Promise<void> {
    this.wantedAt = Date.now();
    await this.ask(amount);
  }

  /** For a click. */
  async giveUp(): Promise<void> {
    if (await this.forgetLeft()) this.end({ kind: 'given_up', sentence: words.refund.givenUp });
  }

  /**
   * Forgets a request that was left: a new one returns no more than is left of the order. False if its result
   * is known meanwhile.
   */
  async forgetLeft(): Promise<boolean> {
    if (this.state.result?.kind !== 'left') return false;
    const { name, isOpen } = await this.found();
    if (this.state.isWorking) return false;
    if (isOpen) await this.forget(name);
    this.settle();
    return isOpen;
  }

  private async ask(amount: string): Promise<void> {
    this.isStopped = false;
    if (this.state.isWorking) return;
    clearTimeout(this.timer);
    this.isDue = false;
    this.amount = amount;
    if (ended.includes(this.state.result?.kind)) this.settle();
    this.change({ isWorking: true, asksAt: undefined });
    try {
      const result = await this.request(amount);
      const asksAt = result.kind === 'unknown' ? Date.now() + result.askAgainMs : undefined;
      this.change({ result, resultAt: Date.now(), asksAt });
      if (result.kind === 'unknown' && !this.isStopped)
        this.timer = setTimeout(() => {
          this.isDue = true;
          this.wake();
        }, result.askAgainMs);
    } finally {
      this.change({ isWorking: false });
    }
  }

  /** Asks again if the result is unknown and its time has come; called when the page is seen again. */
  wake(): void {
    if (this.state.asksAt === undefined || !this.isDue || !this.isVisible()) return;
    if (isLongAgo(this.wantedAt, Date.now())) this.end(leftRefund(this.amount));
    else void this.ask(this.amount);
  }

  /** The order's page shows the result now. */
  settle(): void {
    clearTimeout(this.timer);
    this.change({ result: undefined, resultAt: undefined, asksAt: undefined });
  }

  /** Asks no more on its own; a request that is on its way goes on. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private async request(amount: string): Promise<RefundResult> {
    let mayBeMade = this.state.result?.kind === 'unknown';
    try {
      const { name, isOpen } = await this.name();
      mayBeMade ||= isOpen;
      if (this.wantedAt !== undefined) this.clicks.keep(name, this.wantedAt);
      const outcome = await this.client.refund(this.orderId, name);
      if (outcome.kind !== 'unknown') this.clicks.forget(name);
      // The server forgot the key. It refunds no more than is left, so that a new key is safe.
      if (outcome.kind === 'expired' || outcome.kind === 'conflict') await this.client.forget(name);
      return refundResult(outcome, amount);
    } catch (error) {
      // Nothing was sent this time, but an earlier request may have returned the money.
      if (error instanceof KeyStorageError && mayBeMade) return unknownRefund(amount);
      return refundError(error);
    }
  }

  private async forget(name: string): Promise<void> {
    await this.client.forget(name);
    this.clicks.forget(name);
  }

  private async found(): Promise<RefundName> {
    try {
      return await this.name();
    } catch (error) {
      // A browser that stores nothing has no earlier request.
      if (error instanceof KeyStorageError) return { name: '', isOpen: false };
      throw error;
    }
  }

  private name(): Promise<RefundName> {
    return refundName(this.orderId, (name) => this.client.find(name));
  }

  private end(result: RefundResult): void {
    this.change({ result, resultAt: Date.now(), asksAt: undefined });
  }

  private change(over: Partial<RefundState>): void {
    this.state = { ...this.state, ...over };
    for (const listener of this.listeners) listener();
  }
}
