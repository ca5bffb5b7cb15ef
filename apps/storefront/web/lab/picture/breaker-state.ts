import { type LabBreaker } from '@holdfast/lab-api';
import { durationText } from '../../say/time.ts';
import { pictureWords } from './words.ts';

/** The state that a connection shows: the worst of its breakers, since each copy has its own. */
export interface ShownBreaker {
  readonly state: LabBreaker['breaker'];
  /** `next try in 4 s`; undefined if there is nothing to add. */
  readonly next: string | undefined;
}

const severity: Readonly<Record<LabBreaker['breaker'], number>> = { closed: 0, half_open: 1, open: 2 };

const waitMs = (instant: string | null, now: number): number =>
  instant === null ? 0 : Date.parse(instant) - now;

/** Undefined without a breaker on this connection. */
export function shownBreakerOf(breakers: readonly LabBreaker[], now: number): ShownBreaker | undefined {
  const [worst] = breakers
    .filter(({ hasBreaker }) => hasBreaker)
    .toSorted((one, other) => severity[other.breaker] - severity[one.breaker]);
  return worst && { state: worst.breaker, next: nextOf(worst, now) };
}

function nextOf({ breaker, nextProbeAt, pausedUntil, inUse }: LabBreaker, now: number): string | undefined {
  const paused = waitMs(pausedUntil, now);
  if (paused > 0) return pictureWords.backedOff(durationText(paused));
  if (breaker === 'closed') return undefined;
  if (breaker === 'half_open') return inUse > 0 ? pictureWords.oneCallTests : pictureWords.nextCallTests;
  const wait = waitMs(nextProbeAt, now);
  return wait > 0 ? pictureWords.nextTry(durationText(wait)) : pictureWords.nextCallTests;
}

/** A copy of the caller has used its retries up. */
export const hasNoRetries = (breakers: readonly LabBreaker[]): boolean =>
  breakers.some(({ retriesLeft }) => retriesLeft === 0);
