import { z } from 'zod';
import { type ApiKey, apiKeyList, strongApiKeyList, weakKeys } from './api-keys.ts';
import { defaultStatementTimeoutMs } from './postgres.ts';
import { isLoopback, minSecretLength } from './secrets.ts';
import { externalSettings } from './setting-files.ts';
import { trustedProxies } from './trusted-proxies.ts';

/**
 * 500 requests at once (guess). A service that ends 500 a second then keeps nobody waiting for much longer than a second; when
 * each waits the 5 s that a payment may take, they are 100 checkouts a second; bodies of at most 256 KiB hold 125 MiB.
 */
export const defaultMaxInFlight = 500;
/**
 * 500 ms: as long as the least patient caller here waits, checkout for recommendations. 250 ms refused a quarter of what a
 * process short of CPU could still answer within a second, 500 ms nothing of it (measured; see the README).
 */
export const defaultMaxEventLoopDelayMs = 500;

/** 10 s: 256 KiB, the largest body there may be, at 26 KiB a second; what is slower holds a connection and does nothing (guess). */
export const defaultRequestTimeoutMs = 10_000;

/**
 * 1,000 connections of one address (guess): twice what may be in flight at once, so that a caller with a pool never meets it; with half-sent
 * bodies they hold at most 250 MiB, the largest body times their number.
 */
export const defaultMaxConnectionsPerAddress = 1_000;

/** The settings that every service reads. Spread them into the service's own schema. */
export const serviceSettings = {
  PORT: z.coerce.number().int().min(0).max(65_535),
  HOST: z.string().min(1).default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default(process.stdout.isTTY ? 'pretty' : 'json'),
  /** Who may call the routes that are not public. */
  API_KEYS: strongApiKeyList,
  /** More callers, by which a deployment or a test adds its own. A weak secret is taken where only this machine can reach the service. */
  EXTRA_API_KEYS: apiKeyList,
  /** How many requests are worked on at once; what comes on top gets 503. */
  MAX_IN_FLIGHT: z.coerce.number().int().min(1).max(100_000).default(defaultMaxInFlight),
  /** How late the event loop may be before requests get 503, ms. 50 is as fine as it is measured. */
  MAX_EVENT_LOOP_DELAY_MS: z.coerce.number().int().min(50).max(60_000).default(defaultMaxEventLoopDelayMs),
  /** How long a request may take to come in whole, headers and body, ms; then it is 408 and its connection is closed. */
  REQUEST_TIMEOUT_MS: z.coerce.number().int().min(1_000).max(600_000).default(defaultRequestTimeoutMs),
  /** How many connections one address may hold open; what comes on top is closed unread. */
  MAX_CONNECTIONS_PER_ADDRESS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(defaultMaxConnectionsPerAddress),
  /** Whose X-Forwarded-For is believed. */
  TRUST_PROXY: trustedProxies,
  /** By how much the clock of this process is to be wrong, ms: for tests only. */
  HOLDFAST_CLOCK_OFFSET_MS: z.coerce.number().int().min(-31_536_000_000).max(31_536_000_000).default(0),
};

/** Whether EXTRA_API_KEYS are as strong as they must be where others can reach the service. The first argument of a `refine`. */
export function extraKeysAreStrong(config: {
  readonly HOST: string;
  readonly EXTRA_API_KEYS: readonly ApiKey[];
}): boolean {
  return isLoopback(config.HOST) || weakKeys(config.EXTRA_API_KEYS).length === 0;
}

/** The second argument of the `refine` of `extraKeysAreStrong`. */
export const extraKeysTooWeak = {
  path: ['EXTRA_API_KEYS'],
  error: `has a secret that is a placeholder or shorter than ${minSecretLength} characters, which is taken only where HOST is a loopback address`,
  when: areValid('HOST', 'EXTRA_API_KEYS'),
};

/** The settings of a service that reconciles its ledger with another's. */
export const reconciliationSettings = {
  /** From the end of a run to the next, ms; 0: it does not run by itself. 5 min: a person would not look sooner (guess). */
  RECONCILE_INTERVAL_MS: z.coerce.number().int().min(0).max(86_400_000).default(300_000),
  /** Whether a run repairs what is safe to repair. */
  RECONCILE_REPAIR: z.stringbool().default(true),
  /**
   * How long a difference may last before it counts, ms. 2 min: what ends by itself does so within 92 s (a dead process is noticed after 5 s,
   * its lease ends after 12 s, a call that the other side has never seen is made again after 60 s, the next look comes within 15 s).
   */
  RECONCILE_MIN_AGE_MS: z.coerce.number().int().min(0).max(86_400_000).default(120_000),
  /** How far a run looks back beyond the end of the one before, ms. 1 h (guess): more than the bound above, less than a day's charges. */
  RECONCILE_OVERLAP_MS: z.coerce.number().int().min(60_000).max(604_800_000).default(3_600_000),
};

/** How long a statement may take before its server gives it up, and a transaction stand still, ms. */
export const databaseSettings = {
  DATABASE_STATEMENT_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(600_000)
    .default(defaultStatementTimeoutMs),
};

/** A Postgres address with a database in it. */
export const postgresUrl = z
  .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address', abort: true })
  .refine((url) => new URL(url).pathname.length > 1, 'must name a database: postgres://host:port/database');

export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });

/**
 * The `when` of a `refine` that relates settings: it is checked as soon as these are right each on its own, whatever else is
 * wrong, so that its problem is told together with the others. Without it zod leaves relations out until all else is right.
 */
export function areValid(...names: string[]): (payload: z.core.ParsePayload) => boolean {
  return ({ issues }) => !issues.some(({ path = [] }) => names.includes(String(path[0])));
}

/** What is wrong when a run would not look again at what was too young for the one before. */
export const overlapTooShort = {
  path: ['RECONCILE_OVERLAP_MS'],
  error: 'must be more than RECONCILE_MIN_AGE_MS, or what was too young for one run is never looked at again',
  when: areValid('RECONCILE_OVERLAP_MS', 'RECONCILE_MIN_AGE_MS'),
};

/** Thrown when settings are missing or wrong; the message lists every problem, one per line, without values. */
export class ConfigError extends Error {
  constructor(service: string, problems: readonly string[]) {
    super(
      `${service} cannot start, ${problems.length} setting(s) are wrong:\n${problems.map((p) => `  ${p}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

/**
 * Parses the environment once, all problems together, and freezes the result. An empty or blank variable counts as missing. Each setting
 * may be in a file instead, which `<NAME>_FILE` names.
 * @throws ConfigError naming each setting and what is wrong with it, never its value.
 */
export function readConfig<S extends z.ZodObject>(
  service: string,
  schema: S,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<z.output<S>> {
  const { values, problems } = externalSettings(Object.keys(schema.shape), environment);
  const result = schema.safeParse(values);
  if (result.success && problems.length === 0) return Object.freeze(result.data);
  // Nothing is known of what was to come from a file and did not, nor of how it relates to other settings.
  const isUnread = (name: string): boolean => problems.some((problem) => problem.name === name);
  const issues = (result.error?.issues ?? []).map((issue) => {
    const name = issue.path.join('.') || 'settings';
    const message = name in values || issue.code === 'custom' ? issue.message : 'must be set';
    return { name, message: `${name}: ${message}` };
  });
  const told = [...issues.filter(({ name }) => !isUnread(name)), ...problems];
  throw new ConfigError(
    service,
    told.map(({ message }) => message),
  );
}
