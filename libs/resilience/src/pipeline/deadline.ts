import { remainingMs } from '@holdfast/service-defaults';
import { defaultReserveMs, type DependencySettings } from '../dependency.options.ts';

/** 50 ms: an attempt with less time left is not worth starting. */
const usefulMs = 50;

/** A quarter: an impatient caller's time is not all kept. */
const mostKept = 1 / 4;

/**
 * Time limit of a call that starts now, ms: the configured limit, or the caller's remaining time if shorter,
 * less what is kept for the work after the call.
 */
export function timeForCallMs({ deadlineMs, reserveMs }: DependencySettings): number {
  const leftMs = remainingMs();
  const keptMs = Math.min(reserveMs, Math.max(defaultReserveMs, leftMs * mostKept));
  return Math.min(deadlineMs, leftMs - keptMs);
}

/** Minimum remaining time to start an attempt, ms. */
export function shortestAttemptMs({ attemptTimeoutMs }: DependencySettings): number {
  return Math.min(usefulMs, attemptTimeoutMs);
}
