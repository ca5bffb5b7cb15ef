import { z } from 'zod';
import { type ApiKey, apiKeyList, strongApiKeyList, weakKeys } from '../access/api-keys.ts';
import { defaultPreparedStatements } from '../postgres/postgres-client.ts';
import { defaultConnectionTimeoutMs, defaultStatementTimeoutMs } from '../postgres/postgres.ts';
import { isLoopback, minSecretLength } from '../access/secrets.ts';
import { externalSettings } from './setting-files.ts';
import { timings, timingsAreChosen, timingsIn } from './timings.ts';
import { trustedProxies } from '../http/trusted-proxies.ts';

/**
 * 500 concurrent requests. At 500 requests per second, none waits much longer than a second. If each takes
 * the 5 s that a payment may take, that is 100 checkouts per second. Bodies of up to 256 KiB use at most 125
 * MiB.
 */
export const defaultMaxInFlight = 500;
/**
 * 500 ms: the shortest timeout of any caller here, checkout's for recommendations. At 250 ms, a quarter of
 * the requests that a process short of CPU could still serve within a second were refused; at 500 ms, none
 * (see the README).
 */
export const defaultMaxEventLoopDelayMs = 500;

/** 10 s: the largest body (256 KiB) at 26 KiB/s. A slower request gets 408 and frees its connection. */
export const defaultRequestTimeoutMs = 10_000;

/**
 * 1,000 connections per address: twice the in-flight limit, so that a pooled client never reaches it. With
 * half-sent bodies they hold at most 250 MiB. Further connections are closed unread.
 */
export const defaultMaxConnectionsPerAddress = 1_000;

/** The settings of every service, with or without API keys: its address, log and limits. */
export const serverSettings = {
  PORT: z.coerce.number().int().min(0).max(65_535),
  HOST: z.string().min(1).default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default(process.stdout.isTTY ? 'pretty' : 'json'),
  /** Connections that one address may hold open; any above the limit is closed unread. */
  MAX_CONNECTIONS_PER_ADDRESS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(defaultMaxConnectionsPerAddress),
  /** Proxies whose X-Forwarded-For is trusted. */
  TRUST_PROXY: trustedProxies,
  ...timings({
    /** Concurrent requests; any above the limit gets 503. */
    MAX_IN_FLIGHT: z.coerce.number().int().min(1).max(100_000).default(defaultMaxInFlight),
    /** Event loop delay above which requests get 503, ms. The minimum of 50 is the measuring precision. */
    MAX_EVENT_LOOP_DELAY_MS: z.coerce.number().int().min(50).max(60_000).default(defaultMaxEventLoopDelayMs),
    /** Time for headers and body to arrive, ms; then the request gets 408 and its connection is closed. */
    REQUEST_TIMEOUT_MS: z.coerce.number().int().min(1_000).max(600_000).default(defaultRequestTimeoutMs),
  }),
};

/** The settings of every service with API keys. Spread them into the service's own schema. */
export const serviceSettings = {
  ...serverSettings,
  /** The callers of routes that are not public. */
  API_KEYS: strongApiKeyList,
  /**
   * Additional callers for a deployment or a test. Weak secrets are accepted if only this machine can reach
   * the service.
   */
  EXTRA_API_KEYS: apiKeyList,
};

/** First argument of a `refine`: EXTRA_API_KEYS must be strong if other machines can reach the service. */
export function extraKeysAreStrong(config: {
  readonly HOST: string;
  readonly EXTRA_API_KEYS: readonly ApiKey[];
}): boolean {
  return isLoopback(config.HOST) || weakKeys(config.EXTRA_API_KEYS).length === 0;
}

/** Second argument of the `refine` with `extraKeysAreStrong`. */
export const extraKeysTooWeak = {
  path: ['EXTRA_API_KEYS'],
  error: `has a secret that is a placeholder or shorter than ${minSecretLength} characters, which is accepted only if HOST is a loopback address`,
  when: areValid('HOST', 'EXTRA_API_KEYS'),
};

/** The settings of a service that reconciles its ledger. */
export const reconciliationSettings = {
  /** From the end of a run to the start of the next, ms; 0 turns the schedule off. Default 5 min. */
  RECONCILE_INTERVAL_MS: z.coerce.number().int().min(0).max(86_400_000).default(300_000),
  /** A scheduled run applies the safe repairs. */
  RECONCILE_REPAIR: z.stringbool().default(true),
  ...timings({
    /**
     * Age from which a difference counts, ms. Default 2 min: normal recovery takes at most 92 s (5 s to
     * notice a crash, 12 s lease, 60 s until an unsent call is retried, 15 s until the next poll). It also
     * counts from the start of the database: recovery cannot begin earlier.
     */
    RECONCILE_MIN_AGE_MS: z.coerce.number().int().min(0).max(86_400_000).default(120_000),
    /**
     * How far a run reaches back before the end of the previous run, ms. Default 1 h: more than
     * RECONCILE_MIN_AGE_MS, less than a day's charges.
     */
    RECONCILE_OVERLAP_MS: z.coerce.number().int().min(60_000).max(604_800_000).default(3_600_000),
    /**
     * After a crash, another instance resumes the run after this time, ms. Default 60 s: longer than most
     * pages take. It is renewed while a page is compared.
     */
    RECONCILE_LEASE_MS: z.coerce.number().int().min(1_000).max(600_000).default(60_000),
  }),
};

export const databaseSettings = {
  /** The most statements that each connection prepares; 0 for a PgBouncer older than 1.21. */
  DATABASE_PREPARED_STATEMENTS: z.coerce.number().int().min(0).max(1_000).default(defaultPreparedStatements),
  ...timings({
    /** Limit for a statement, and for an idle transaction, ms; then the server cancels it. */
    DATABASE_STATEMENT_TIMEOUT_MS: z.coerce
      .number()
      .int()
      .min(100)
      .max(600_000)
      .default(defaultStatementTimeoutMs),
    /** How long a request waits for a free connection, ms; then it gets a 503. */
    DATABASE_CONNECTION_TIMEOUT_MS: z.coerce
      .number()
      .int()
      .min(100)
      .max(60_000)
      .default(defaultConnectionTimeoutMs),
  }),
};

/** A Postgres URL that names a database. */
export const postgresUrl = z
  .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address', abort: true })
  .refine((url) => new URL(url).pathname.length > 1, 'must name a database: postgres://host:port/database');

/** An HTTP address that paths can be appended to. Refinements of it see only addresses that parse. */
export const httpUrl = z
  .url({
    protocol: /^https?$/,
    error: 'must be an http:// or https:// address',
    abort: true,
  })
  .refine((url) => !/[?#]/.test(url), { error: 'must not contain ? or #', abort: true });

/**
 * The `when` of a `refine` that relates settings. It runs as soon as these settings are valid, so its problem
 * is reported together with all others; by default, zod runs a refinement only once everything else is valid.
 */
export function areValid(...names: string[]): (payload: z.core.ParsePayload) => boolean {
  return ({ issues }) => !issues.some(({ path = [] }) => names.includes(String(path[0])));
}

/**
 * Second argument of a `refine`: the overlap must exceed the minimum age, or recent differences are never
 * checked again.
 */
export const overlapTooShort = {
  path: ['RECONCILE_OVERLAP_MS'],
  error:
    'must be more than RECONCILE_MIN_AGE_MS, or differences too recent for one run are never checked again',
  when: areValid('RECONCILE_OVERLAP_MS', 'RECONCILE_MIN_AGE_MS'),
};

/** Second argument of the `refine` that compares the lease with the time limit of one read. */
export const runLeaseTooShort = (
  longestRead: string,
): { path: string[]; error: string; when: ReturnType<typeof areValid> } => ({
  path: ['RECONCILE_LEASE_MS'],
  error: `must be more than ${longestRead}, or another instance repeats a page that is only slow`,
  when: areValid('RECONCILE_LEASE_MS', longestRead),
});

/** Settings are missing or invalid. The message lists every problem, one per line, without values. */
export class ConfigError extends Error {
  constructor(service: string, problems: readonly string[]) {
    super(
      `${service} cannot start: ${problems.length} invalid setting(s):\n${problems.map((p) => `  ${p}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

/**
 * Parses the environment once, reports all problems together, and freezes the result. Empty and blank
 * variables count as missing. `<NAME>_FILE` may name a file that holds the value instead. A timing in the
 * environment is a problem, unless a test harness has prepared this process.
 * @throws ConfigError naming each setting and its problem, never its value.
 */
export function readConfig<S extends z.ZodObject>(
  service: string,
  schema: S,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<z.output<S>> {
  const { values, problems } = externalSettings(Object.keys(schema.shape), environment);
  const misplaced = timingsAreChosen() ? [] : [...timingsIn(schema)].filter((name) => name in values);
  const result = schema.safeParse(values);
  if (result.success && problems.length + misplaced.length === 0) return Object.freeze(result.data);
  // If a setting's file could not be read, only that is reported, not the value's own problems or relations.
  const isUnread = (name: string): boolean => problems.some((problem) => problem.name === name);
  const issues = (result.error?.issues ?? []).map((issue) => {
    const name = issue.path.join('.') || 'settings';
    const message = name in values || issue.code === 'custom' ? issue.message : 'must be set';
    return { name, message: `${name}: ${message}` };
  });
  const all = [...issues.filter(({ name }) => !isUnread(name)), ...problems].map(({ message }) => message);
  throw new ConfigError(service, [...all, ...misplaced.map(partOfTheCode)]);
}

const partOfTheCode = (name: string): string =>
  `${name}: is not a setting; change its default in the code (docs/reference/defaults.md)`;
