import { isPostgresUnavailable } from '@holdfast/service-defaults';

const lossCodes = new Set(['ECONNRESET', 'EPIPE', '57P01', '57P02', '08006', '08003']);

/** True if an established connection broke: whatever was sent may have been committed. */
export function isLostConnection(error: unknown): boolean {
  if (!isPostgresUnavailable(error)) return false;
  const { code, message } = error as Error & { code?: string };
  return lossCodes.has(code ?? '') || message.includes('Connection terminated unexpectedly');
}

/**
 * A connection lost after the statement was sent leaves it open whether it committed; it may still run.
 * `again` is safe, because claims and transitions recognize their own rows. A connection that was never
 * established needs no second try.
 */
export async function againAfterLoss<Result>(
  run: () => Promise<Result>,
  again: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!isLostConnection(error)) throw error;
    return again();
  }
}
