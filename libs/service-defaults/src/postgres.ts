import { errorsWithin, isError } from './is-error.ts';

/** Connection failures of node-postgres that carry no SQLSTATE. */
const connectionMessages =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|Cannot use a pool after calling end|not queryable/;

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Class 08 connection exception, 53 insufficient resources, 57P0x shutdown and crash, 25006 a read-only standby. */
const unavailableStates = /^(08...|53...|57P0.|25006)$/;

/** True when the database could not be reached or could not serve us, false for errors of the statement itself. */
export function isPostgresUnavailable(error: unknown, depth = 0): boolean {
  const isUnavailable = (inner: unknown): boolean => isPostgresUnavailable(inner, depth + 1);
  if (!isError(error) || depth > 10) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    connectionCodes.has(code) ||
    unavailableStates.test(code) ||
    connectionMessages.test(error.message) ||
    errorsWithin(error).some(isUnavailable) ||
    isUnavailable(error.cause) ||
    ('driverError' in error && isUnavailable(error.driverError))
  );
}

/**
 * Pool settings of every service: 10 connections, 800 ms to get one, 5 s for a statement.
 * Past the first limit the caller gets a 503 within 1 s; past the second the server gives the statement up. (10 is
 * node-postgres's own default; the others are guesses.)
 */
export const postgresPool = {
  max: 10,
  connectionTimeoutMillis: 800,
  idleTimeoutMillis: 30_000,
  statement_timeout: 5_000,
  query_timeout: 6_000,
  keepAlive: true,
} as const;
