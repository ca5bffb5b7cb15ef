import { setTimeout as delay } from 'node:timers/promises';
import { remainingMs } from '@holdfast/service-defaults';

/** 8 per key and 200 per process: a storm of twins must not fill the memory of those that work (guess). */
const perKey = 8;
const perProcess = 200;
/** 50 ms growing to 250: quick enough to feel immediate, slow enough to cost a database nothing (guess). */
const firstPauseMs = 50;
const longestPauseMs = 250;

/** Requests that wait for a running twin. They hold no database connection. */
export class Waiters {
  private readonly byKey = new Map<string, number>();
  private total = 0;

  /**
   * Asks again until the answer is no longer `isBusy`, for `waitMs` at most and never beyond the request's own deadline: after a
   * pause, or when the twin ends that `endOfTwin` knows of in this process. Gives the last answer; the first one at once when too many
   * wait already.
   */
  async ask<T>(
    keyHash: string,
    waitMs: number,
    isBusy: (answer: T) => boolean,
    again: () => Promise<T>,
    endOfTwin: () => Promise<void> | undefined,
  ): Promise<T> {
    let answer = await again();
    if (!isBusy(answer) || waitMs <= 0 || !this.enter(keyHash)) return answer;
    try {
      const giveUpAt = performance.now() + Math.min(waitMs, remainingMs());
      for (let pauseMs = firstPauseMs; isBusy(answer) && performance.now() < giveUpAt;) {
        await pause(Math.min(pauseMs, giveUpAt - performance.now()), endOfTwin());
        answer = await again();
        pauseMs = Math.min(longestPauseMs, pauseMs * 1.5);
      }
      return answer;
    } finally {
      this.leave(keyHash);
    }
  }

  private enter(keyHash: string): boolean {
    const ofKey = this.byKey.get(keyHash) ?? 0;
    if (ofKey >= perKey || this.total >= perProcess) return false;
    this.byKey.set(keyHash, ofKey + 1);
    this.total += 1;
    return true;
  }

  private leave(keyHash: string): void {
    const left = (this.byKey.get(keyHash) ?? 1) - 1;
    if (left === 0) this.byKey.delete(keyHash);
    else this.byKey.set(keyHash, left);
    this.total -= 1;
  }
}

async function pause(ms: number, early: Promise<void> | undefined): Promise<void> {
  const timeIsUp = new AbortController();
  const time = delay(ms, undefined, { signal: timeIsUp.signal }).catch(() => undefined);
  await Promise.race([time, early ?? time]);
  timeIsUp.abort();
}
