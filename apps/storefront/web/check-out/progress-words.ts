import { type CallProgress } from '@holdfast/checkout-client';
import { durationText } from '../say/time.ts';
import { words } from '../words.ts';

/** A running payment at one moment. */
export interface Progress {
  readonly elapsedMs: number;
  readonly call: CallProgress | undefined;
  /** Until the next attempt; undefined while one is running. */
  readonly nextAttemptInMs: number | undefined;
  readonly isOffline: boolean;
  readonly wasAskedAgain: boolean;
  /** False while the payment form makes its token: the shop has nothing yet. */
  readonly wasSent: boolean;
}

/** 4 s: most payments are over by then. */
export const stillWorkingAfterMs = 4_000;
/** 10 s: then the page says that the outcome is unknown. */
export const waitingAfterMs = 10_000;
/** Shorter countdowns are over before they are read. */
const shortestCountdownMs = 1_000;

export interface ProgressWords {
  /** Announced, once per change. */
  readonly sentence: string;
  /** A countdown, not announced. */
  readonly countdown: string;
}

export function progressWords(progress: Progress): ProgressWords {
  return { sentence: sentenceOf(progress), countdown: countdownOf(progress) };
}

function sentenceOf({ elapsedMs, call, isOffline, wasAskedAgain, wasSent }: Progress): string {
  const { checkout } = words;
  if (isOffline) return wasSent ? checkout.offline : checkout.offlineUnsent;
  if (call?.last !== undefined) return attemptWords(call);
  if (wasAskedAgain) return wasSent ? checkout.weHaveIt : checkout.unsent;
  return elapsedMs >= stillWorkingAfterMs ? checkout.stillWorking : '';
}

function attemptWords({ attempt, of, nextAttemptInMs, last }: CallProgress): string {
  const { checkout } = words;
  const next = nextAttemptInMs === undefined ? attempt : attempt + 1;
  if (last?.status === 429) return checkout.tooMany(next, of);
  switch (last?.problem?.code) {
    case 'idempotency_in_flight':
      return checkout.inFlight(next, of);
    case 'overloaded':
    case 'service_unavailable':
      return checkout.busy(next, of);
    default:
      return checkout.askingAgain(next, of);
  }
}

function countdownOf({ nextAttemptInMs, isOffline }: Progress): string {
  if (isOffline || nextAttemptInMs === undefined || nextAttemptInMs < shortestCountdownMs) return '';
  return words.checkout.nextTry(durationText(nextAttemptInMs));
}
