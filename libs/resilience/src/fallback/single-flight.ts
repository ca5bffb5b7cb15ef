import { currentRequest, withRequestContext } from '@holdfast/service-defaults';
import { type Clock } from '../clock.ts';
import { DependencyError } from '../outcome/dependency-error.ts';

/** One caller that waits for a shared call. */
export interface Waiter {
  /** Aborting it rejects only this waiter. */
  readonly signal?: AbortSignal | undefined;
  /** How long it waits for a call that another caller started, ms; Infinity: until it ends. */
  readonly waitMs: number;
  /** The error for this waiter if it leaves or waits too long. */
  readonly departure: (why: 'canceled' | 'deadline') => Error;
}

interface Flight<T> {
  readonly landed: Promise<T>;
  readonly controller: AbortController;
  /** Deadline of the caller that started the call, on the clock. */
  readonly startersDeadlineAt: number;
  waiting: number;
  failure: unknown;
}

/**
 * 10 ms: a call that fails this close to its starter's deadline failed because of it (timers fire up to 1 ms
 * early).
 */
const closeMs = 10;

/**
 * Runs one call per key at a time and shares it with all callers that ask meanwhile. It is aborted when the
 * last caller leaves and forgotten when it ends; neither value nor error is stored. It runs under the
 * deadline of its starter and must observe it; a caller that joined and lost it only to that deadline starts
 * again.
 */
export class SingleFlight<T> {
  /** Number of callers that joined an existing call. */
  joined = 0;
  private readonly flights = new Map<string, Flight<T>>();

  constructor(private readonly clock: Clock) {}

  async run(key: string, call: (signal: AbortSignal) => Promise<T>, waiter: Waiter): Promise<T> {
    const deadlineAt = this.clock.now() + waiter.waitMs;
    for (;;) {
      if (waiter.signal?.aborted === true) throw waiter.departure('canceled');
      const shared = this.flights.get(key);
      if (shared !== undefined) this.joined += 1;
      const flight = shared ?? this.start(key, call, deadlineAt);
      try {
        const waitMs = shared === undefined ? Infinity : deadlineAt - this.clock.now();
        return await this.wait(key, flight, { ...waiter, waitMs });
      } catch (error) {
        const isOwn = shared === undefined || error !== flight.failure;
        if (isOwn || !this.failedForItsStarter(flight)) throw error;
      }
    }
  }

  private start(
    key: string,
    call: (signal: AbortSignal) => Promise<T>,
    startersDeadlineAt: number,
  ): Flight<T> {
    const controller = new AbortController();
    const end = (): void => {
      if (this.flights.get(key) === flight) this.flights.delete(key);
    };
    const landed = forAllWhoWait(controller.signal, () => call(controller.signal)).then(
      (value) => {
        end();
        return value;
      },
      (error: unknown) => {
        flight.failure = error;
        end();
        throw error;
      },
    );
    // Callers that left before it failed must not turn its error into an unhandled rejection.
    landed.catch(() => undefined);
    const flight: Flight<T> = { landed, controller, startersDeadlineAt, waiting: 0, failure: undefined };
    this.flights.set(key, flight);
    return flight;
  }

  private wait(key: string, flight: Flight<T>, { signal, waitMs, departure }: Waiter): Promise<T> {
    return new Promise((resolve, reject) => {
      let isWaiting = true;
      const end = (): boolean => {
        if (!isWaiting) return false;
        isWaiting = false;
        flight.waiting -= 1;
        clearTimer();
        signal?.removeEventListener('abort', leave);
        return true;
      };
      const depart = (why: 'canceled' | 'deadline'): void => {
        if (end()) reject(departure(why));
      };
      const leave = (): void => {
        depart('canceled');
        if (flight.waiting === 0) this.abandon(key, flight, signal?.reason);
      };
      const clearTimer =
        waitMs === Infinity ? () => undefined : this.clock.after(waitMs, () => depart('deadline'));
      flight.waiting += 1;
      signal?.addEventListener('abort', leave, { once: true });
      flight.landed.then(
        (value) => end() && resolve(value),
        (error: Error) => end() && reject(error),
      );
    });
  }

  /** No caller may join a call that is being aborted. */
  private abandon(key: string, flight: Flight<T>, reason: unknown): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
    flight.controller.abort(reason);
  }

  private failedForItsStarter({ failure, startersDeadlineAt }: Flight<T>): boolean {
    if (!(failure instanceof DependencyError)) return false;
    if (failure.reason === 'canceled' || failure.reason === 'deadline') return true;
    return this.clock.now() >= startersDeadlineAt - closeMs;
  }
}

/** A shared call keeps the deadline of its starter, but outlives its disconnect. */
function forAllWhoWait<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  const request = currentRequest();
  return request === undefined ? call() : withRequestContext({ ...request, disconnect: { signal } }, call);
}
