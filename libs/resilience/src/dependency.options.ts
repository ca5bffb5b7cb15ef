import { z } from 'zod';
import { type UsersSee } from './dependency-snapshot.ts';

/** How a dependency is called. Only its name and what users see are needed; the defaults have their sources beside them. */
export interface DependencyOptions {
  /** In metrics, reports and errors: lower-case words with dashes. One per process. */
  readonly name: string;
  /** What users see in each state of the breaker, in plain English. */
  readonly usersSee: UsersSee;
  /** How long one attempt may take, ms. Default 1,000 (resilience4j's TimeLimiter); best a little above its p99.9. */
  readonly attemptTimeoutMs?: number;
  /** How long all attempts and pauses may take together, ms; the caller's deadline shortens it. Default 5,000 (guess); at most 30,000. */
  readonly deadlineMs?: number;
  /** Default 3, as Google SRE and the AWS SDKs have it; 1: never retried. */
  readonly attempts?: number;
  /** Full jitter between 0 and min(capMs, baseMs × 2^(n-1)). Default 100 ms (AWS SDK) and 1,000 ms (gRPC's example). */
  readonly backoff?: { readonly baseMs?: number; readonly capMs?: number };
  /** Retries allowed per 10 s: a share of the first attempts (10 %, Google SRE) and a reserve (1 a second, simulated at low rates). */
  readonly retryBudget?: { readonly percent?: number; readonly reservePerSecond?: number };
  /** False: there is none. */
  readonly breaker?: false | BreakerSettings;
  /** Calls at a time, by their real work; more are refused at once. Default 100: between resilience4j's 25 and Microsoft's 1,000. */
  readonly bulkhead?: { readonly limit?: number };
}

export interface BreakerSettings {
  /** The rolling window, ms. Default 30,000 (Polly, Finagle); at least twice the attempt timeout, or its failures come too late to count. */
  readonly windowMs?: number;
  /** Finished attempts in the window before the rate counts. Default 20 (guess). */
  readonly minThroughput?: number;
  /** It opens at this share of failures. Default 50 (opossum, resilience4j). */
  readonly failurePercent?: number;
  /** It also opens after so many failures in a row, for services with little traffic; 0: it does not. Default 5 (Finagle, Envoy). */
  readonly consecutiveFailures?: number;
  /** How far apart the first and the last of them must lie, ms: a burst is no outage. Default 1,000 (guess). */
  readonly consecutiveSpanMs?: number;
  /** How long it stays open the first time, ms; doubles with every trip in a row. Default 5,000 (Polly). */
  readonly openMs?: number;
  /** What the open time grows to, ms. Default 60,000 (guess). */
  readonly openCapMs?: number;
  /** Chance adds up to so much to the open time, so that copies do not probe in step. Default 20 (guess). */
  readonly openJitterPercent?: number;
  /** Successful probes that close it. Default 1 (opossum, Polly). */
  readonly probesToClose?: number;
  /** How long a half-open breaker waits for a call that may be repeated before it probes with one that may not, ms. Default 2,000 (guess). */
  readonly probeWithWritesAfterMs?: number;
}

/**
 * The numbers of the textbook lesson: 200 ms doubling to 10 s, 5 s an attempt, three of them, a breaker that opens after three
 * failures in a row for 15 s. Spread it before options of your own.
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

/** Thrown when options are wrong or contradict each other; the message lists every fault. */
export class ResilienceConfigError extends Error {
  constructor(dependency: string, faults: readonly string[]) {
    super(`dependency ${dependency}: ${faults.join('; ')}`);
    this.name = 'ResilienceConfigError';
  }
}

/** 12 hours: far above any sense, and below what a timer of Node can hold. */
const ms = z.int().min(1).max(43_200_000);
const msOrNone = z.int().min(0).max(43_200_000);
const count = z.int().min(1).max(1_000_000);
const percent = z.number().min(0).max(100);
/** opossum's own default: a decision walks them all, and each of 30 costs 150 bytes and 0.35 µs a failure more (measured). */
const buckets = 10;

export const dependencyName = z
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

/** Fills in the defaults. @throws ResilienceConfigError naming every option that is wrong. */
export function checkedSettings(options: DependencyOptions): DependencySettings {
  return checked(dependencyOptions, options);
}

/** What the schema makes of the options. @throws ResilienceConfigError naming every option that is wrong. */
export function checked<T extends z.ZodType>(schema: T, options: { readonly name: unknown }): z.output<T> {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const name = typeof options.name === 'string' ? options.name : '(without a name)';
  throw new ResilienceConfigError(
    name,
    result.error.issues.flatMap((issue) => faultsOf(issue, [])),
  );
}

/** Of settings that may also be `false`, zod says only that they are wrong; what is wrong in them stands in its last branch. */
function faultsOf({ path, ...issue }: z.core.$ZodIssue, within: readonly PropertyKey[]): string[] {
  const at = [...within, ...path];
  if (issue.code !== 'invalid_union') return [`${at.join('.') || 'options'}: ${issue.message}`];
  return (issue.errors.at(-1) ?? []).flatMap((each) => faultsOf(each, at));
}

/** What the breaker itself needs, from what was set. */
export function breakerOptions({ breaker, attemptTimeoutMs }: DependencySettings) {
  /** An attempt's whole time and 500 ms for its end to be told (guess): a probe that is not back by then is lost. */
  return breaker === false ? undefined : { ...breaker, buckets, probeLeaseMs: attemptTimeoutMs + 500 };
}
