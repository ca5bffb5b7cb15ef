import { setImmediate as othersAreRead } from 'node:timers/promises';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type Claim } from '../store/claim.ts';
import { FinishedAnswers } from './finished-answers.ts';
import { InFlight } from './in-flight.ts';
import { type Verdict } from './verdict.ts';
import { Waiters } from './waiters.ts';

/**
 * Asks for a key in the order of cost: what this process has seen finished, what it is doing, and only then the database. An answer
 * from memory waits until the requests that came with it have been read: a storm of duplicates then holds nobody up, and their answers leave
 * together (measured: at half the CPU time each).
 */
export class Twins {
  readonly finished: FinishedAnswers;
  private readonly inFlight = new InFlight();
  private readonly waiters = new Waiters();

  /** Half the retention: our own clock may be wrong by that much, and still nothing is replayed past its time. */
  constructor(retentionMs: number) {
    this.finished = new FinishedAnswers(retentionMs / 2);
  }

  /** `run` asks the database, and tells what the key said as soon as it knows. Waits as long as the request wishes. */
  async ask(
    request: IdempotentRequest,
    run: (tell: (claim: Claim) => void) => Promise<Verdict>,
  ): Promise<{ readonly verdict: Verdict; readonly hasWaited: boolean }> {
    let asked = 0;
    const verdict = await this.waiters.ask<Verdict>(
      request.keyHash,
      request.waitMs ?? 0,
      ({ kind }) => kind === 'busy',
      () => ((asked += 1), this.askOnce(request, run)),
      () => this.inFlight.of(request)?.ended,
    );
    return { verdict, hasWaited: asked > 1 };
  }

  private async askOnce(
    request: IdempotentRequest,
    run: (tell: (claim: Claim) => void) => Promise<Verdict>,
  ): Promise<Verdict> {
    const finished = this.finished.find(request);
    if (finished === 'mismatch') return { kind: 'mismatch' };
    if (finished !== undefined) {
      await othersAreRead();
      return { kind: 'replay', answer: finished };
    }
    for (let first = this.inFlight.of(request); first !== undefined; first = this.inFlight.of(request)) {
      const verdict = first.tellTwin(request, await first.claim);
      if (verdict !== undefined) return verdict;
    }
    const verdict = await this.inFlight.run(request, run);
    const isStored = verdict.kind === 'done' || (verdict.kind === 'replay' && !verdict.isRecalled);
    if (isStored) this.finished.put(request, verdict.answer);
    return verdict;
  }
}
