import { setImmediate as otherRequestsAreRead, setTimeout as delay } from 'node:timers/promises';
import { remainingMs } from '@holdfast/service-defaults';
import { waitingRequests } from '../idempotency.metrics.ts';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type ClaimResult } from '../store/claim.ts';
import { FinishedResponses } from './finished-responses.ts';
import { InFlight } from './in-flight.ts';
import { type RequestResult } from './request-result.ts';

/**
 * 8 waiting duplicates per key and 200 per process: past that a duplicate gets its 409 immediately, so that
 * memory stays bounded.
 */
const maxWaitingPerKey = 8;
const maxWaiting = 200;
/**
 * 50 ms growing to 250 ms between polls: a short wait feels immediate, a long one costs the database little.
 */
const firstPauseMs = 50;
const longestPauseMs = 250;

/** Asks the database, and reports the result of the claim as soon as it is known. */
type Run = (report: (claim: ClaimResult) => void) => Promise<RequestResult>;

/**
 * Looks a key up, cheapest source first: finished responses, active operations, then the database. A response
 * from memory is returned only after the requests that arrived with it have been read: a burst of duplicates
 * then delays no other request, and their responses leave together (measured: half the CPU time each).
 */
export class Deduplicator {
  readonly finished: FinishedResponses;
  private readonly inFlight = new InFlight();
  /** Duplicates that wait for an active operation, by key. They hold no database connection. */
  private readonly waiting = new Map<string, number>();
  private totalWaiting = 0;

  /** Half the retention, so that a clock off by as much still never replays an expired response. */
  constructor(retentionMs: number) {
    this.finished = new FinishedResponses(retentionMs / 2);
  }

  /**
   * Resolves a request, waiting for a running duplicate for `waitMs` at most and never past the request's own
   * deadline. A duplicate over the limits does not wait: it gets the first result.
   */
  async resolve(
    request: IdempotentRequest,
    operation: string,
    run: Run,
  ): Promise<{ readonly result: RequestResult; readonly hasWaited: boolean }> {
    const { keyHash, waitMs = 0 } = request;
    let result = await this.resolveOnce(request, operation, run);
    if (result.kind !== 'in_flight' || waitMs <= 0 || !this.enter(keyHash))
      return { result, hasWaited: false };
    let hasWaited = false;
    try {
      const giveUpAt = performance.now() + Math.min(waitMs, remainingMs());
      for (let pauseMs = firstPauseMs; result.kind === 'in_flight' && performance.now() < giveUpAt;) {
        await pause(Math.min(pauseMs, giveUpAt - performance.now()), this.inFlight.of(request)?.ended);
        result = await this.resolveOnce(request, operation, run);
        hasWaited = true;
        pauseMs = Math.min(longestPauseMs, pauseMs * 1.5);
      }
      return { result, hasWaited };
    } finally {
      this.leave(keyHash);
    }
  }

  private async resolveOnce(request: IdempotentRequest, operation: string, run: Run): Promise<RequestResult> {
    const finished = this.finished.find(request);
    if (finished === 'reused') return { kind: 'reused' };
    if (finished !== undefined) {
      if (finished.operation !== operation)
        throw new Error(`${operation} has the key of ${finished.operation}: each operation needs its own`);
      await otherRequestsAreRead();
      return { kind: 'replay', response: finished.response };
    }
    for (let first = this.inFlight.of(request); first !== undefined; first = this.inFlight.of(request)) {
      const result = first.resultFor(request, await first.claim);
      if (result !== undefined) return result;
    }
    const result = await this.inFlight.run(request, run);
    const isStored = result.kind === 'done' || (result.kind === 'replay' && !result.isRebuilt);
    if (isStored) this.finished.put(request, { operation, response: result.response });
    return result;
  }

  private enter(keyHash: string): boolean {
    const ofKey = this.waiting.get(keyHash) ?? 0;
    if (ofKey >= maxWaitingPerKey || this.totalWaiting >= maxWaiting) return false;
    this.waiting.set(keyHash, ofKey + 1);
    this.totalWaiting += 1;
    waitingRequests.inc();
    return true;
  }

  private leave(keyHash: string): void {
    const left = (this.waiting.get(keyHash) ?? 1) - 1;
    if (left === 0) this.waiting.delete(keyHash);
    else this.waiting.set(keyHash, left);
    this.totalWaiting -= 1;
    waitingRequests.dec();
  }
}

/** Ends early when the operation of this process does that the duplicate waits for. */
async function pause(ms: number, operationEnded: Promise<void> | undefined): Promise<void> {
  const timeout = new AbortController();
  const timer = delay(ms, undefined, { signal: timeout.signal }).catch(() => undefined);
  await Promise.race([timer, operationEnded ?? timer]);
  timeout.abort();
}
