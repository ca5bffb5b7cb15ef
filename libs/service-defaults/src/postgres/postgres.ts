import { errorsWithin, isError } from '../logging/is-error.ts';
import { defaultPreparedStatements, isOutdatedPlan, PostgresClient } from './postgres-client.ts';

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
 * Errors of a valid statement: class 08 connection exception, 28 refused login, 3D000 missing database, 53
 * insufficient resources, 57P0x shutdown and crash, 58 system error, 25006 read-only standby, 25P03 and 25P04
 * idle or overlong transaction.
 */
const unavailableStates = /^(08...|28...|3D000|53...|57P0.|58...|25006|25P0[34])$/;

/**
 * Severities that end the session, whatever the code: for example, a login without the right to connect
 * (42501), or a database that accepts no connections (55000).
 */
const endsSession = (error: Error): boolean =>
  'severity' in error && (error.severity === 'FATAL' || error.severity === 'PANIC');

/**
 * True if the database was unreachable or unable to serve, or if a migration has outdated a prepared
 * statement within a transaction; false for errors of the statement itself.
 */
export function isPostgresUnavailable(error: unknown, depth = 0): boolean {
  const isUnavailable = (inner: unknown): boolean => isPostgresUnavailable(inner, depth + 1);
  if (!isError(error) || depth > 10) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    connectionCodes.has(code) ||
    unavailableStates.test(code) ||
    endsSession(error) ||
    isOutdatedPlan(error) ||
    connectionMessages.test(error.message) ||
    errorsWithin(error).some(isUnavailable) ||
    isUnavailable(error.cause) ||
    ('driverError' in error && isUnavailable(error.driverError))
  );
}

/** 40 deadlock or serialization failure, 55P03 no lock in time, 57014 canceled after its time. */
const rolledBackStates = /^(40...|55P03|57014)$/;

/** True if Postgres gave up on a valid statement and undid it: the same may succeed later. */
export const isRolledBackByPostgres = (error: unknown): boolean => hasState(error, rolledBackStates);

/** Text that Postgres cannot store: 22021 for NUL, 22P05 for its JSON escape. It came with the request. */
const unstorableStates = /^(22021|22P05)$/;

/** True if the statement was refused for a character in its text. */
export const isUnstorableText = (error: unknown): boolean => hasState(error, unstorableStates);

function hasState(error: unknown, states: RegExp, depth = 0): boolean {
  if (!isError(error) || depth > 10) return false;
  const inner = [error.cause, 'driverError' in error ? error.driverError : undefined];
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return states.test(code) || inner.some((each) => hasState(each, states, depth + 1));
}

/** 5 s: then the server cancels the statement. No caller of a service here waits longer for one response. */
export const defaultStatementTimeoutMs = 5_000;

/** 800 ms: without a free connection by then, the client gets a 503 within 1 s. */
export const defaultConnectionTimeoutMs = 800;

/**
 * When the server itself drops a dead peer: after unacknowledged data (ms), or after unanswered keepalives
 * (s).
 */
const deadPeer = {
  tcp_user_timeout: 10_000,
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
};

/**
 * Pool settings of every service: 10 connections, by default 800 ms to get one and 5 s per statement. If no
 * connection is free by then, the client gets a 503. A statement over its limit is canceled by the server,
 * and one second later the service closes the connection. 10 is the default of node-postgres.
 *
 * A transaction that idles for as long as a statement may take is ended. A client that vanishes (crashed
 * machine, cut cable) is dropped after 10 to 25 s; until then it holds its locks.
 *
 * Each connection prepares up to `preparedStatements` parameterized statements, by default 100; 0 turns that
 * off, for a pooler that does not keep them.
 */
export function postgresPoolFor(
  statementTimeoutMs: number,
  preparedStatements = defaultPreparedStatements,
  connectionTimeoutMs = defaultConnectionTimeoutMs,
) {
  return {
    Client: PostgresClient,
    preparedStatements,
    max: 10,
    connectionTimeoutMillis: connectionTimeoutMs,
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

/** Pool settings as a service's own settings say. */
export const postgresPoolOf = (settings: {
  readonly DATABASE_STATEMENT_TIMEOUT_MS: number;
  readonly DATABASE_PREPARED_STATEMENTS: number;
  readonly DATABASE_CONNECTION_TIMEOUT_MS: number;
}): ReturnType<typeof postgresPoolFor> =>
  postgresPoolFor(
    settings.DATABASE_STATEMENT_TIMEOUT_MS,
    settings.DATABASE_PREPARED_STATEMENTS,
    settings.DATABASE_CONNECTION_TIMEOUT_MS,
  );

export const postgresPool = postgresPoolFor(defaultStatementTimeoutMs);
