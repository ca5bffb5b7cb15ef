import { setImmediate } from 'node:timers/promises';
import { type Clock } from '@holdfast/engine';

/** Turns of the event loop after which everything that can go on has gone on. */
const turns = 3;

/** A clock whose minutes pass as soon as nothing else is left to do. */
export class VirtualClock implements Clock {
  private time = 1_764_000_000_000;
  private readonly sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.time;
  }

  pause(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(signal?.reason as Error);
      if (signal?.aborted === true) return stop();
      signal?.addEventListener('abort', stop, { once: true });
      this.sleepers.push({ until: this.time + ms, wake: resolve });
    });
  }

  /** Lets time pass until the work is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = (): void => void (isDone = true);
    work.then(done, done);
    while (!isDone) {
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      this.wakeNext();
    }
    return work;
  }

  private wakeNext(): void {
    this.sleepers.sort((one, other) => one.until - other.until);
    const next = this.sleepers.shift();
    if (next === undefined) return;
    this.time = Math.max(this.time, next.until);
    next.wake();
  }
}
