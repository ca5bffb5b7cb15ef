import { currentRequest, withRequestContext } from '@holdfast/service-defaults';
import { type Clock } from '../clock.ts';
import { DependencyError } from '../outcome/dependency-error.ts';

/** Somebody who waits for a shared call. */
export interface Waiter {
  /** Its abort rejects this waiter, and no other. */
  readonly signal?: AbortSignal | undefined;
  /** How long this one can wait for a call that another has started, ms; Infinity: as long as it takes. */
  readonly waitMs: number;
  /** What it is rejected with when it left, or waited too long. */
  readonly departure: (why: 'canceled' | 'deadline') => Error;
}

interface Flight<T> {
  readonly landed: Promise<T>;
  readonly controller: AbortController;
  /** When the time of the one that started it is over, on the clock. */
  readonly startersDeadlineAt: number;
  waiting: number;
  failure: unknown;
}

/** 10 ms: a call that failed so close to its starter's deadline failed because of it (timers fire up to 1 ms early). */
const closeMs = 10;

/**
 * One call at a time per key, shared by all who ask meanwhile. It is aborted when the last of them leaves, and forgotten when it ends:
 * neither its value nor its error is kept. It has the deadline of the one that started it, and must keep it by itself; whoever joined a
 * call that ended only for that asks again.
 */
export class SingleFlight<T> {
  /** How often a call was shared. */
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
    // Those who left before it failed must not make its error an unhandled one.
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

  /** Nobody may join what is being aborted. */
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

/** A shared call has the deadline of the one that started it, but goes on when that one leaves. */
function forAllWhoWait<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  const request = currentRequest();
  return request === undefined ? call() : withRequestContext({ ...request, disconnect: { signal } }, call);
}
