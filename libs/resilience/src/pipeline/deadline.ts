import { remainingMs } from '@holdfast/service-defaults';
import { type DependencySettings } from '../dependency.options.ts';

/** 20 ms of the caller's time are kept for our own answer (guess for neighbours in one cluster). */
const marginMs = 20;
/** 50 ms: with less time left an attempt could not bring an answer (guess). */
const usefulMs = 50;

/** How long a call that begins now may take, ms: what is set, or less when the caller of this service will not wait so long. */
export function timeForCallMs({ deadlineMs }: DependencySettings): number {
  return Math.min(deadlineMs, remainingMs() - marginMs);
}

/** With less time than this, ms, no attempt is begun. */
export function shortestAttemptMs({ attemptTimeoutMs }: DependencySettings): number {
  return Math.min(usefulMs, attemptTimeoutMs);
}
