import { longestPauseMs } from './http/backoff.ts';
import { type KeyStorage } from './keys/key-storage.ts';
import { type Runtime } from './runtime.ts';

export interface ClientOptions {
  /** Base URL of the API, for example `https://shop.example/api`; '' for the page's own origin. */
  readonly baseUrl: string;
  /** Storage for keys that must survive a reload; in a browser `indexedDbStorage()`. */
  readonly storage: KeyStorage;
  /** Prefix of every stored name. Clients with the same prefix share operations. Default `holdfast`. */
  readonly namespace?: string;
  /**
   * Additional headers, requested before each attempt so that a token can be renewed; the client's own win.
   * Keys belong to a caller: keep the same identity during an operation.
   */
  readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Cookies, as for `fetch`. Default `same-origin`. */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  /** Requests per call, including the first, without one refused for a wrong clock. Default 5. */
  readonly attempts?: number;
  /** Time limit of one attempt, ms. Default 5,000, the time that checkout waits for payments. */
  readonly attemptTimeoutMs?: number;
  /**
   * Time limit of all attempts and pauses together, ms. Default 30,000; 5 attempts and their pauses need
   * 28,000.
   */
  readonly deadlineMs?: number;
  /** Maximum pause before the first retry, ms; doubles with each retry. Default 200. */
  readonly backoffBaseMs?: number;
  /** Maximum of any random pause, ms; it comes after a `Retry-After`. Default 10,000. */
  readonly backoffCapMs?: number;
  /**
   * Asks the server to wait for a duplicate in progress (`Prefer: wait=N`), seconds, 0 to 10. Default 0: not
   * sent.
   */
  readonly preferWaitSeconds?: number;
  /**
   * How long the server stores responses, hours. Must not exceed the server's retention. Default 72, the
   * server's default.
   */
  readonly retentionHours?: number;
  /** Clock, randomness, fetch and pauses, for tests. */
  readonly runtime?: Partial<Runtime>;
}

export type ClientSettings = Required<Omit<ClientOptions, 'runtime'>>;

const defaults = {
  namespace: 'holdfast',
  headers: () => ({}),
  credentials: 'same-origin',
  attempts: 5,
  attemptTimeoutMs: 5_000,
  deadlineMs: 30_000,
  backoffBaseMs: 200,
  backoffCapMs: 10_000,
  preferWaitSeconds: 0,
  retentionHours: 72,
} as const;

/** 10 min: no customer waits longer, and the header that carries the limit has 8 digits. */
const longestMs = 600_000;

/** @throws RangeError that lists every problem and the accepted range. */
export function readOptions(options: ClientOptions): ClientSettings {
  const settings: ClientSettings = { ...defaults, ...options };
  const alone = rangeProblems(settings);
  const faults = alone.length > 0 ? alone : relationProblems(settings);
  if (faults.length > 0) throw new RangeError(`Invalid client options: ${faults.join('; ')}.`);
  return settings;
}

function rangeProblems(settings: ClientSettings): string[] {
  const between = (name: keyof ClientSettings, min: number, max: number, mustBeWhole = true): string[] => {
    const value = Number(settings[name]);
    const fits = value >= min && value <= max && (!mustBeWhole || Number.isInteger(value));
    return fits ? [] : [`${name} must be a ${mustBeWhole ? 'whole ' : ''}number from ${min} to ${max}`];
  };
  return [
    ...between('attempts', 1, 20),
    ...between('attemptTimeoutMs', 50, longestMs),
    ...between('deadlineMs', 50, longestMs),
    ...between('backoffBaseMs', 1, longestMs),
    ...between('backoffCapMs', 1, longestMs),
    ...between('preferWaitSeconds', 0, 10),
    ...between('retentionHours', 0.01, 8_760, false),
  ];
}

/**
 * Checks relations: each number is valid alone, but together an attempt never runs or a wait is always cut
 * off.
 */
function relationProblems(settings: ClientSettings): string[] {
  const { attempts, attemptTimeoutMs, deadlineMs, backoffBaseMs, backoffCapMs, preferWaitSeconds } = settings;
  const neededMs = longestDurationMs(settings);
  return [
    ...(backoffBaseMs > backoffCapMs ? ['backoffBaseMs must not be more than backoffCapMs'] : []),
    ...(neededMs > deadlineMs
      ? [
          `deadlineMs is ${deadlineMs}, but ${attempts} attempts of ${attemptTimeoutMs} ms and their pauses can take ${neededMs} ms: raise it, or allow fewer attempts`,
        ]
      : []),
    ...(preferWaitSeconds * 1_000 >= attemptTimeoutMs && preferWaitSeconds > 0
      ? ['preferWaitSeconds must be less than attemptTimeoutMs, or the wait ends before the response']
      : []),
  ];
}

function longestDurationMs(settings: ClientSettings): number {
  const { attempts, attemptTimeoutMs, backoffBaseMs: baseMs, backoffCapMs: capMs } = settings;
  const pauses = Array.from({ length: attempts - 1 }, (_, n) => longestPauseMs(n + 1, { baseMs, capMs }));
  return pauses.reduce((sum, pause) => sum + pause, attempts * attemptTimeoutMs);
}
