import { Client } from 'pg';
import { errorsWithin, isError } from './is-error.ts';

const queryTimedOut = 'Query read timeout';

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

/**
 * Errors that end a statement although the statement is right: class 08 connection exception, 28 refused login, 3D000 no such database,
 * 53 insufficient resources, 57P0x shutdown and crash, 58 system error, 25006 a read-only standby,
 * 25P03 and 25P04 a transaction that stood still or took too long.
 */
const unavailableStates = /^(08...|28...|3D000|53...|57P0.|58...|25006|25P0[34])$/;

/**
 * Severities that end the session, whatever the code: a login without the right to connect (42501), a database that accepts no
 * connections (55000).
 */
const endsSession = (error: Error): boolean =>
  'severity' in error && (error.severity === 'FATAL' || error.severity === 'PANIC');

/** True when the database could not be reached or could not serve us, false for errors of the statement itself. */
export function isPostgresUnavailable(error: unknown, depth = 0): boolean {
  const isUnavailable = (inner: unknown): boolean => isPostgresUnavailable(inner, depth + 1);
  if (!isError(error) || depth > 10) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    connectionCodes.has(code) ||
    unavailableStates.test(code) ||
    endsSession(error) ||
    connectionMessages.test(error.message) ||
    errorsWithin(error).some(isUnavailable) ||
    isUnavailable(error.cause) ||
    ('driverError' in error && isUnavailable(error.driverError))
  );
}

/** A text that no Postgres keeps: 22021 NUL, 22P05 the same spelled in JSON. The request brought it. */
const unstorableStates = /^(22021|22P05)$/;

/** True when the statement was refused for a character in one of its texts. */
export function isUnstorableText(error: unknown, depth = 0): boolean {
  if (!isError(error) || depth > 10) return false;
  const inner = [error.cause, 'driverError' in error ? error.driverError : undefined];
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return unstorableStates.test(code) || inner.some((each) => isUnstorableText(each, depth + 1));
}

/** 5 s for a statement: past it the server gives the statement up (guess). */
export const defaultStatementTimeoutMs = 5_000;

/**
 * Ends its connection with the first query that is not answered within `query_timeout`. The connection owes that answer still, and a pool
 * that got it back would hand it to the next query, which would wait for the same answer.
 */
class ImpatientClient extends Client {
  override query(...query: unknown[]): never {
    const result: unknown = super.query(...(query as [string]));
    if (result instanceof Promise)
      result.catch((error: Error) => {
        if (error.message === queryTimedOut) void this.end();
      });
    return result as never;
  }
}

/** What the server gives up on, unasked: for how long it waits for a peer that acknowledges nothing (ms), and asks one that says nothing (s). */
const deadPeer = {
  tcp_user_timeout: 10_000,
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
};

/**
 * Pool settings of every service: 10 connections, 800 ms to get one, 5 s for a statement.
 * Past the first limit the caller gets a 503 within 1 s; past the second the server gives the statement up, and
 * one second later so does the service, with its connection. (10 is node-postgres's own default; the others are guesses.)
 *
 * Who stands still in the middle of a transaction loses it after as long as a statement may take, and who is gone without a word (a dead
 * machine, a cut cable) after some 10 to 25 s: until then it would hold its locks against everybody else.
 */
export function postgresPoolFor(statementTimeoutMs: number) {
  return {
    Client: ImpatientClient,
    max: 10,
    connectionTimeoutMillis: 800,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + 1_000,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    keepAlive: true,
    options: Object.entries(deadPeer)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  } as const;
}

export const postgresPool = postgresPoolFor(defaultStatementTimeoutMs);
