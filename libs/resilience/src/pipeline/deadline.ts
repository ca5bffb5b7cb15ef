import { remainingMs } from '@holdfast/service-defaults';
import { type DependencySettings } from '../dependency.options.ts';

/** 20 ms of the caller's time are reserved for our own response. */
const marginMs = 20;
/** 50 ms: an attempt with less time left is not worth starting. */
const usefulMs = 50;

/**
 * Time limit of a call that starts now, ms: the configured limit, or the caller's remaining time if shorter.
 */
export function timeForCallMs({ deadlineMs }: DependencySettings): number {
  return Math.min(deadlineMs, remainingMs() - marginMs);
}

/** Minimum remaining time to start an attempt, ms. */
export function shortestAttemptMs({ attemptTimeoutMs }: DependencySettings): number {
  return Math.min(usefulMs, attemptTimeoutMs);
}
