import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger } from 'pino';
import { type Faults } from '../faults/faults.ts';
import { type Delivery } from '../ledger/delivery-store.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { ReverseGate } from './reverse-gate.ts';
import { nextAttemptAt } from './retry-schedule.ts';
import { type DeliveryTimes, WebhookClient } from './webhook.client.ts';

/** The most connections that a slow receiver may hold; further deliveries wait. */
const maxConcurrentPosts = 16;
/** How long `reorder` collects events if no `ms` is given; the events of one charge arrive together. */
const reorderWindowMs = 500;
/**
 * The time that a stopping simulator gives to a request in progress; an aborted one is repeated after the
 * restart.
 */
const drainMs = 3_000;

/** A delivery whose result cannot be recorded stays due; without a pause it would spin. */
const pauseAfterBugMs = 1_000;

interface Dependencies {
  readonly ledger: Ledger;
  readonly times: DeliveryTimes;
  readonly faults: Faults;
  readonly logger: Logger;
}

export class WebhookDeliverer {
  private readonly inProgress = new Map<string, Promise<void>>();
  private readonly held = new Set<string>();
  private readonly letGo = new Set<string>();
  private readonly reverseGate = new ReverseGate();
  private turnBefore: Promise<void> = Promise.resolve();
  private readonly client: WebhookClient;
  private timer: NodeJS.Timeout | undefined;
  private isNudged = false;
  private isStopping = false;

  constructor(private readonly dependencies: Dependencies) {
    this.client = new WebhookClient(dependencies.times.timeoutMs);
  }

  /**
   * Starts due deliveries and sleeps until the next one; called at start, after each commit and after each
   * attempt. Several calls within one turn of the event loop are one.
   */
  nudge(): void {
    if (this.isNudged) return;
    this.isNudged = true;
    setImmediate(() => {
      this.isNudged = false;
      this.beginDue();
    });
  }

  private beginDue(): void {
    if (this.isStopping) return;
    clearTimeout(this.timer);
    const room = this.room();
    if (room === 0) return;
    for (const delivery of this.dependencies.ledger.deliveries.next(this.inProgress, room + 1)) {
      const waitMs = delivery.nextAttemptAt - Date.now();
      if (waitMs > 0) {
        this.timer = setTimeout(() => this.nudge(), waitMs);
        return;
      }
      if (this.room() === 0) return;
      this.begin(delivery);
    }
  }

  private room(): number {
    return Math.max(0, maxConcurrentPosts - (this.inProgress.size - this.held.size));
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    const deadline = setTimeout(() => this.client.abort(), drainMs);
    await Promise.all(this.inProgress.values());
    clearTimeout(deadline);
    await this.client.close();
  }

  /**
   * Sends an event once, independent of its deliveries and their faults. Resolves to undefined or the reason
   * of the failure.
   */
  resend(event: string, endpoint: string): Promise<string | undefined> {
    return this.post({ event, endpoint });
  }

  private begin(delivery: Delivery): void {
    const running = this.deliver(delivery)
      .catch(async (error: unknown) => {
        this.dependencies.logger.error({ err: error }, 'webhook delivery failed unexpectedly');
        await sleep(pauseAfterBugMs);
      })
      .finally(() => {
        this.inProgress.delete(delivery.key);
        this.nudge();
      });
    this.inProgress.set(delivery.key, running);
  }

  private async deliver(delivery: Delivery): Promise<void> {
    const isNew = delivery.attempts === 0 && !this.letGo.has(delivery.key);
    const strike = isNew ? this.dependencies.faults.strikeWebhook() : undefined;
    switch (strike?.fault) {
      case undefined:
        return this.attempt(delivery);
      case 'duplicate':
        await this.post(delivery);
        return this.attempt(delivery);
      case 'delay':
      case 'withhold':
        await this.hold(delivery, () => strike.hold(strike.ms));
        // It is still due and takes its turn among the others.
        this.letGo.add(delivery.key);
        return;
      case 'in_turn':
        return this.hold(delivery, () => this.inTurn(strike.hold(), () => this.attempt(delivery)));
      case 'reorder': {
        const openWindow = () => strike.hold(strike.ms ?? reorderWindowMs);
        return this.hold(delivery, () => this.reverseGate.pass(openWindow, () => this.attempt(delivery)));
      }
    }
  }

  /** A held delivery gives up its slot to others that may be due. */
  private async hold(delivery: Delivery, wait: () => Promise<void>): Promise<void> {
    this.held.add(delivery.key);
    this.nudge();
    await wait();
    this.held.delete(delivery.key);
  }

  /** Waits until the previous delivery has ended or the queue is abandoned. */
  private inTurn(givenUp: Promise<void>, work: () => Promise<void>): Promise<void> {
    const turn = Promise.race([this.turnBefore, givenUp]).then(work);
    this.turnBefore = turn.catch(() => undefined);
    return turn;
  }

  private async attempt(delivery: Delivery): Promise<void> {
    if (this.isStopping) return;
    this.letGo.delete(delivery.key);
    const { event, endpoint, attempts, createdAt } = delivery;
    const { ledger, logger, times } = this.dependencies;
    const failure = await this.post(delivery);
    if (failure === undefined) return ledger.deliveries.succeeded(delivery);
    const next = nextAttemptAt(times.firstRetryMs, attempts + 1, createdAt, Date.now());
    await ledger.deliveries.failed(delivery, failure, next);
    const attempt = { event, endpoint, attempt: attempts + 1, failure, givenUp: next === null };
    logger.warn(attempt, 'webhook not delivered');
  }

  /** An endpoint that was deleted meanwhile gets nothing more. */
  private post({ event, endpoint }: Pick<Delivery, 'event' | 'endpoint'>): Promise<string | undefined> {
    const { ledger } = this.dependencies;
    const found = ledger.events.find(event);
    if (found === undefined) throw new Error(`event ${event} has a delivery but no record`);
    const to = ledger.webhookEndpoints.find(endpoint);
    if (to === undefined) return Promise.resolve(undefined);
    const payload = { ...found, api_version: to.api_version ?? found.api_version };
    return this.client.post(to, JSON.stringify(payload, null, 2));
  }
}
