import { z } from 'zod';
import { type UsersSee } from './dependency-snapshot.ts';

/** How to call a dependency. Only `name` and `usersSee` are required. */
export interface DependencyOptions {
  /** Used in metrics, reports and errors: lower-case words with dashes, unique per process. */
  readonly name: string;
  /** The effect on users in each state of the breaker, in plain English. */
  readonly usersSee: UsersSee;
  /** Time limit of one attempt, ms. Default 1,000; best set slightly above the dependency's p99.9. */
  readonly attemptTimeoutMs?: number;
  /**
   * Time limit of all attempts and pauses together, ms; the caller's deadline shortens it. Default 5,000, at
   * most 30,000.
   */
  readonly deadlineMs?: number;
  /**
   * Kept of the caller's deadline for the work after the call, such as recording its outcome, ms; at most a
   * quarter of what is left. Default 20, for a response without such work.
   */
  readonly reserveMs?: number;
  /** Attempts per call, including the first; 1 means no retries. Default 3. */
  readonly attempts?: number;
  /**
   * Pause before retry n: random between 0 and min(capMs, baseMs × 2^(n-1)). Defaults 100 ms and 1,000 ms.
   */
  readonly backoff?: { readonly baseMs?: number; readonly capMs?: number };
  /**
   * Retries allowed per 10 s: a percentage of first attempts (default 10) plus a reserve per second (default
   * 1). Once used up, failed calls are not retried.
   */
  readonly retryBudget?: { readonly percent?: number; readonly reservePerSecond?: number };
  /** `false`: no breaker. */
  readonly breaker?: false | BreakerSettings;
  /** Concurrent calls, counted until their work settles; more are refused immediately. Default 100. */
  readonly bulkhead?: { readonly limit?: number };
}

export interface BreakerSettings {
  /**
   * Rolling window, ms. Default 30,000; at least twice the attempt timeout, or timeouts leave the window
   * before they count.
   */
  readonly windowMs?: number;
  /** Finished attempts in the window before the failure rate counts. Default 20. */
  readonly minThroughput?: number;
  /** Failure rate that opens the breaker, percent. Default 50. */
  readonly failurePercent?: number;
  /**
   * Consecutive failures that open the breaker, for services with little traffic; 0 turns the rule off.
   * Default 5.
   */
  readonly consecutiveFailures?: number;
  /**
   * Minimum time between the first and last of those failures, ms: a burst is not an outage. Default 1,000.
   */
  readonly consecutiveSpanMs?: number;
  /** First open time, ms; doubles with each consecutive trip. Default 5,000. */
  readonly openMs?: number;
  /** Maximum open time, ms. Default 60,000. */
  readonly openCapMs?: number;
  /** Jitter added to the open time, percent, so that instances do not probe in step. Default 20. */
  readonly openJitterPercent?: number;
  /** Successful probes needed to close the breaker. Default 1. */
  readonly probesToClose?: number;
  /**
   * How long a half-open breaker waits for a replayable call before it probes with one that is not, ms.
   * Default 2,000.
   */
  readonly probeWithWritesAfterMs?: number;
}

/**
 * Textbook values: three attempts of 5 s, pauses from 200 ms doubling to 10 s, and a breaker that opens for
 * 15 s after three consecutive failures. Spread it before your own options.
 */
export const lessonDefaults = {
  attempts: 3,
  attemptTimeoutMs: 5_000,
  deadlineMs: 30_000,
  backoff: { baseMs: 200, capMs: 10_000 },
  breaker: {
    consecutiveFailures: 3,
    consecutiveSpanMs: 0,
    openMs: 15_000,
    openCapMs: 15_000,
    openJitterPercent: 0,
  },
} as const satisfies Omit<DependencyOptions, 'name' | 'usersSee'>;

/** Thrown for invalid or contradictory options; the message lists every problem. */
export class ResilienceConfigError extends Error {
  constructor(dependency: string, problems: readonly string[]) {
    super(`dependency ${dependency}: ${problems.join('; ')}`);
    this.name = 'ResilienceConfigError';
  }
}

export const defaultReserveMs = 20;

/** 12 hours: more than any sensible value, and less than the longest timer of Node. */
const ms = z.int().min(1).max(43_200_000);
const msOrNone = z.int().min(0).max(43_200_000);
const count = z.int().min(1).max(1_000_000);
const percent = z.number().min(0).max(100);
/**
 * 10 buckets, opossum's default. Each decision walks all of them: 30 would cost 150 bytes and 0.35 µs per
 * failure more.
 */
const buckets = 10;

const dependencyName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words with dashes');

const breakerSettings = z
  .strictObject({
    windowMs: ms.default(30_000),
    minThroughput: count.default(20),
    failurePercent: z.number().min(1).max(100).default(50),
    consecutiveFailures: z.int().min(0).max(1_000_000).default(5),
    consecutiveSpanMs: msOrNone.default(1_000),
    openMs: ms.default(5_000),
    openCapMs: ms.default(60_000),
    openJitterPercent: percent.default(20),
    probesToClose: count.default(1),
    probeWithWritesAfterMs: msOrNone.default(2_000),
  })
  .refine((b) => b.openMs <= b.openCapMs, { path: ['openMs'], error: 'must not be more than openCapMs' })
  .refine((b) => b.windowMs >= buckets, { path: ['windowMs'], error: `must be at least ${buckets} ms` });

const dependencyOptions = z
  .strictObject({
    name: dependencyName,
    usersSee: z.strictObject({
      closed: z.string().min(1),
      open: z.string().min(1),
      half_open: z.string().min(1),
    }),
    attemptTimeoutMs: ms.default(1_000),
    deadlineMs: ms.max(30_000).default(5_000),
    reserveMs: msOrNone.default(defaultReserveMs),
    attempts: z.int().min(1).max(10).default(3),
    backoff: z
      .strictObject({ baseMs: ms.default(100), capMs: ms.default(1_000) })
      .refine((b) => b.baseMs <= b.capMs, { path: ['baseMs'], error: 'must not be more than capMs' })
      .prefault({}),
    retryBudget: z
      .strictObject({
        percent: percent.default(10),
        reservePerSecond: z.number().min(0).max(1_000).default(1),
      })
      .prefault({}),
    breaker: z.union([z.literal(false), breakerSettings]).prefault({}),
    bulkhead: z.strictObject({ limit: count.default(100) }).prefault({}),
  })
  .refine((d) => d.attemptTimeoutMs <= d.deadlineMs, {
    path: ['attemptTimeoutMs'],
    error: 'must not be more than deadlineMs, which bounds all attempts together',
  })
  .refine((d) => d.breaker === false || d.breaker.windowMs >= 2 * d.attemptTimeoutMs, {
    path: ['breaker', 'windowMs'],
    error: 'must be at least twice attemptTimeoutMs, or timeouts leave the window before they count',
  });

export type DependencySettings = Readonly<z.output<typeof dependencyOptions>>;

/** Fills in the defaults. @throws ResilienceConfigError that names every invalid option. */
export function checkedSettings(options: DependencyOptions): DependencySettings {
  const result = dependencyOptions.safeParse(options);
  if (result.success) return result.data;
  const name = typeof options.name === 'string' ? options.name : '(unnamed)';
  throw new ResilienceConfigError(
    name,
    result.error.issues.flatMap((issue) => problemsOf(issue, [])),
  );
}

/** For a union with `false`, zod reports only that nothing matched; its last branch has the details. */
function problemsOf({ path, ...issue }: z.core.$ZodIssue, within: readonly PropertyKey[]): string[] {
  const at = [...within, ...path];
  if (issue.code !== 'invalid_union') return [`${at.join('.') || 'options'}: ${issue.message}`];
  return (issue.errors.at(-1) ?? []).flatMap((each) => problemsOf(each, at));
}

/** The options of the breaker itself. */
export function breakerOptions({ breaker, attemptTimeoutMs }: DependencySettings) {
  /** A probe that has not reported 500 ms after its attempt timeout is lost, and the next call probes. */
  return breaker === false ? undefined : { ...breaker, buckets, probeLeaseMs: attemptTimeoutMs + 500 };
}
