import { longestPauseMs } from './http/backoff.ts';
import { type KeyStorage } from './keys/key-storage.ts';
import { type Runtime } from './runtime.ts';

export interface ClientOptions {
  /** Where the API is, `https://shop.example/api` for example; '' for the page's own origin. */
  readonly baseUrl: string;
  /** Where keys outlive a reload; in a browser `webStorage(localStorage)`. */
  readonly storage: KeyStorage;
  /** Prefix of every name in the storage; default `holdfast`. Two clients with the same one share their operations. */
  readonly namespace?: string;
  /** More headers, asked for before each attempt, so that a token can be renewed; ours win. A key belongs to its caller: stay the same one during an operation. */
  readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Cookies, as for `fetch`; default `same-origin`. */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  /** Requests in all; default 5 (guess). */
  readonly attempts?: number;
  /** How long one attempt may take, ms; default 5000: what checkout itself waits for payments. */
  readonly attemptTimeoutMs?: number;
  /** How long attempts and pauses may take together, ms; default 30000: the 28 s that 5 attempts and their pauses need, and room. */
  readonly deadlineMs?: number;
  /** The longest pause before the first retry, ms; it doubles each time. Default 200 (guess). */
  readonly backoffBaseMs?: number;
  /** The longest pause of all, ms; default 10000 (guess). A `Retry-After` may ask for more. */
  readonly backoffCapMs?: number;
  /** Asks a server that still works on a twin to wait for it (`Prefer: wait=N`), seconds, 0 to 10; default 0: not asked. */
  readonly preferWaitSeconds?: number;
  /** How long the server keeps answers, hours; default 72, the server's own default. Never more than the server's. */
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

/** 10 min: nobody waits longer at a till, and the header that tells the server has 8 digits. */
const longestMs = 600_000;

/** @throws RangeError that names every fault at once, and what would do. */
export function readOptions(options: ClientOptions): ClientSettings {
  const settings: ClientSettings = { ...defaults, ...options };
  const alone = faultsAlone(settings);
  const faults = alone.length > 0 ? alone : faultsTogether(settings);
  if (faults.length > 0) throw new RangeError(`The client's options do not fit: ${faults.join('; ')}.`);
  return settings;
}

function faultsAlone(settings: ClientSettings): string[] {
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

/** Numbers that are right each by itself and wrong together: an attempt that never comes, a wait that is always cut. */
function faultsTogether(settings: ClientSettings): string[] {
  const { attempts, attemptTimeoutMs, deadlineMs, backoffBaseMs, backoffCapMs, preferWaitSeconds } = settings;
  const neededMs = longestDurationMs(settings);
  return [
    ...(backoffBaseMs > backoffCapMs ? ['backoffBaseMs must not be more than backoffCapMs'] : []),
    ...(neededMs > deadlineMs
      ? [
          `deadlineMs is ${deadlineMs}, but ${attempts} attempts of ${attemptTimeoutMs} ms and their pauses can take ${neededMs}: give them that long, or fewer attempts`,
        ]
      : []),
    ...(preferWaitSeconds * 1_000 >= attemptTimeoutMs && preferWaitSeconds > 0
      ? ['preferWaitSeconds must be less than attemptTimeoutMs, or the wait ends before its answer']
      : []),
  ];
}

function longestDurationMs(settings: ClientSettings): number {
  const { attempts, attemptTimeoutMs, backoffBaseMs: baseMs, backoffCapMs: capMs } = settings;
  const pauses = Array.from({ length: attempts - 1 }, (_, n) => longestPauseMs(n + 1, { baseMs, capMs }));
  return pauses.reduce((sum, pause) => sum + pause, attempts * attemptTimeoutMs);
}
