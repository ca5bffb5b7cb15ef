import {
  type Order,
  type OrderEvent,
  type OrderEvents,
  type Problem,
  type Reading,
} from '@holdfast/checkout-client';
import { isFinal } from './order-state.ts';

/** The state of an order, as far as this page knows it. */
export interface Watched {
  /** As last read; a failed read keeps it. */
  readonly order: Order | undefined;
  readonly events: readonly OrderEvent[] | undefined;
  /** When the read of `order` began, ms since the epoch. */
  readonly readAt: number | undefined;
  /** The API's refusal to show the order. */
  readonly refused: { readonly status: number; readonly problem: Problem } | undefined;
  /** Set after a failed read, until one succeeds. */
  readonly nextReadAt: number | undefined;
}

export interface OrderReads {
  readonly order: () => Promise<Reading<Order>>;
  readonly history: () => Promise<Reading<OrderEvents>>;
}

const fastMs = 1_000;
const fastForMs = 30_000;
const slowMs = 5_000;
/** While a bank transfers money, which takes days, and once the order is final. */
const restMs = 30_000;
const longestPauseMs = 10_000;

/**
 * Reads an order each second for 30 s, then every 5 s. A final order is read every 30 s, because a refund can
 * fail, and an operator can make one. Reads nothing while the page is hidden.
 */
export class OrderWatch {
  private watched: Watched = {
    order: undefined,
    events: undefined,
    readAt: undefined,
    refused: undefined,
    nextReadAt: undefined,
  };
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private fastUntil = 0;
  private isReading = false;
  private isWokenMeanwhile = false;
  private isStopped = true;

  constructor(
    private readonly reads: OrderReads,
    private readonly isVisible: () => boolean,
    private readonly random: () => number = Math.random,
  ) {}

  readonly current = (): Watched => this.watched;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(): void {
    this.isStopped = false;
    this.wake();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  /** Reads what is true from now on, and often: after a refund, or when a token has arrived. */
  readonly wake = (): void => {
    if (this.isStopped || !this.isVisible()) return;
    this.fastUntil = Date.now() + fastForMs;
    clearTimeout(this.timer);
    // A read in progress may have seen the order before whatever woke us.
    if (this.isReading) this.isWokenMeanwhile = true;
    else void this.read();
  };

  /** Reads now unless a read is in progress: on focus, when the connection is back. */
  readonly look = (): void => {
    if (!this.isReading) this.wake();
  };

  private async read(): Promise<void> {
    this.isReading = true;
    const readAt = Date.now();
    const order = await this.reads.order();
    // The history second: it is at least as new as the order, so a final order has its last line.
    const history = order.kind === 'found' ? await this.reads.history() : undefined;
    this.isReading = false;
    if (this.isStopped) return;
    const failed = [order, history].filter((reading) => reading?.kind === 'unread');
    this.failures = failed.length > 0 ? this.failures + 1 : 0;
    const pauseMs = order.kind === 'refused' ? undefined : this.pauseMs(order, failed);
    this.watched = {
      ...this.watched,
      ...(order.kind === 'found' ? { order: order.value, readAt } : {}),
      events: history?.kind === 'found' ? history.value.events : this.eventsOf(order),
      refused: order.kind === 'refused' ? order : undefined,
      nextReadAt: order.kind === 'unread' && pauseMs !== undefined ? Date.now() + pauseMs : undefined,
    };
    for (const listener of this.listeners) listener();
    this.goOn(pauseMs);
  }

  /** The last that were read, unless they are older than a change of the order. */
  private eventsOf(order: Reading<Order>): Watched['events'] {
    const { order: before, events } = this.watched;
    const hasChanged = order.kind === 'found' && before !== undefined && order.value.status !== before.status;
    return hasChanged ? undefined : events;
  }

  private goOn(pauseMs: number | undefined): void {
    if (this.isWokenMeanwhile) {
      this.isWokenMeanwhile = false;
      this.wake();
    } else if (pauseMs !== undefined)
      this.timer = setTimeout(() => {
        if (this.isVisible()) void this.read();
      }, pauseMs);
  }

  private pauseMs(order: Reading<Order>, failed: readonly (Reading<unknown> | undefined)[]): number {
    const usualMs = this.usualPauseMs(order.kind === 'found' ? order.value : undefined);
    if (failed.length === 0) return usualMs;
    // Spread, so that the pages that lost one server do not return in step.
    const growingMs =
      Math.min(longestPauseMs, fastMs * 2 ** (this.failures - 1)) * (0.75 + this.random() / 2);
    const askedMs = failed.map((reading) => (reading?.kind === 'unread' ? (reading.retryAfterMs ?? 0) : 0));
    return Math.max(Math.min(usualMs, slowMs), growingMs, ...askedMs);
  }

  private usualPauseMs(order: Order | undefined): number {
    const isFast = Date.now() < this.fastUntil;
    if (order === undefined) return isFast ? fastMs : slowMs;
    // Soon after a refund, the bank may return it.
    if (isFinal(order) && order.status !== 'refunded') return restMs;
    if (isFast) return fastMs;
    return isFinal(order) || order.expectedBy !== null ? restMs : slowMs;
  }
}
