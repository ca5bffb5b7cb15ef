import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../logging/logger.ts';
import { isPostgresUnavailable } from './postgres.ts';

/** 1 min: covers a start on an empty disk, crash recovery and a failover. */
export const defaultPatienceMs = 60_000;

/** 1 s between two attempts. */
const retryAfterMs = 1_000;

/**
 * A missing login, database or right, which waiting does not fix. Too many connections (53300) is temporary.
 */
const refusedStates = /^(28...|3D000|42501|55000)$/;

/** The database stayed unreachable for the whole wait. The message says for how long, and why. */
export class PostgresUnreachable extends Error {
  override readonly name = 'PostgresUnreachable';
}

export interface Patience {
  /** How long to wait for a database that is down, ms. Default 60,000. */
  readonly patienceMs?: number;
  /** Called with the reason each time it changes. */
  readonly waiting: (reason: string) => void;
  /** Additional errors that repeat the work. Default: none. */
  readonly isLoss?: (error: unknown) => boolean;
}

/**
 * Repeats the work, which must be idempotent, while the database is unreachable, starting or restarting.
 * `what` names it in the message.
 * @throws PostgresUnreachable after `patienceMs`; immediately, the error of a refused login or missing
 * database, and every other error of the work.
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
