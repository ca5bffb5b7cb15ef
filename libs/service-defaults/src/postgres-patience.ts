import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from './logger.ts';
import { isPostgresUnavailable } from './postgres.ts';

/** 1 min (guess): a database that starts on an empty disk, recovers from a crash or fails over is back within it. */
export const defaultPatienceMs = 60_000;

/** 1 s between two attempts: none of these events is over sooner. */
const retryAfterMs = 1_000;

/** A login, a database or a right that is missing: waiting does not help. Too many connections (53300) is over soon. */
const refusedStates = /^(28...|3D000|42501|55000)$/;

/** The database could not be reached for as long as its client was willing to wait. The message says for how long, and why. */
export class PostgresUnreachable extends Error {
  override readonly name = 'PostgresUnreachable';
}

export interface Patience {
  /** How long a database that is away is waited for, ms. Default 60,000. */
  readonly patienceMs?: number;
  /** What it waits for, in words, each time that changes. */
  readonly waiting: (reason: string) => void;
  /** Further errors after which the work is repeated. Default: none. */
  readonly isLoss?: (error: unknown) => boolean;
}

/**
 * Repeats the work, which must be safe to repeat, while the database cannot be reached, starts or restarts. `what` names it in the message.
 * @throws PostgresUnreachable once that has lasted for `patienceMs`; at once the error of a refused login, of a database that does not exist,
 * and every other error of the work.
 */
export async function waitForPostgres<T>(
  what: string,
  patience: Patience,
  work: () => Promise<T>,
): Promise<T> {
  const { patienceMs = defaultPatienceMs, waiting, isLoss = () => false } = patience;
  const until = performance.now() + patienceMs;
  for (let lastReason = ''; ;) {
    try {
      return await work();
    } catch (error) {
      if (!isLoss(error) && (!isPostgresUnavailable(error) || isRefused(error))) throw error;
      const reason = reasonOf(error);
      const leftMs = until - performance.now();
      if (leftMs <= 0) {
        const seconds = patienceMs / 1_000;
        throw new PostgresUnreachable(`${what} could not be reached for ${seconds} s: ${reason}`, {
          cause: error,
        });
      }
      if (reason !== lastReason) waiting(reason);
      lastReason = reason;
      await sleep(Math.min(retryAfterMs, leftMs));
    }
  }
}

function isRefused(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && refusedStates.test(code);
}
