import { type LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { isError } from './is-error.ts';
import { pretty } from './pretty.ts';
import { currentRequest } from '../request/request-context.ts';

export interface LogSettings {
  readonly LOG_LEVEL: string;
  readonly LOG_FORMAT: 'json' | 'pretty';
}

/** Replaced by `[redacted]` at the top level and one level below. Bodies are never logged. */
const secretPaths = ['authorization', 'cookie', 'paymentMethod', 'secret', 'apiKey', 'password'];

/**
 * Keys of Stripe, whole or masked: its own error messages quote them. Matched in any member of a line.
 */
const keys = /\b(?:[rs]k_(?:test|live)|whsec)_[\w*]+/g;

interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string | undefined;
  readonly cause?: LoggedError;
}

/** Reduces an error to type, message, code, stack and cause: drivers attach queries and their parameters. */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!isError(error)) return { type: typeof error, message: messageOf(error) };
  return {
    type: error.name,
    message: error.message,
    ...('code' in error ? { code: error.code } : {}),
    stack: error.stack,
    ...(error.cause === undefined || depth > 4 ? {} : { cause: loggedError(error.cause, depth + 1) }),
  };
}

/**
 * One line for an expected failure: its message and its cause's. Its stack is never read: that formats it,
 * and expected failures come in thousands.
 */
export function reasonOf(error: unknown): string {
  const message = messageOf(error);
  if (!isError(error) || error.cause === undefined) return message;
  const cause = messageOf(error.cause);
  return message.includes(cause) ? message : `${message}: ${cause}`;
}

function messageOf(error: unknown): string {
  return isError(error) ? error.message : String(error);
}

/**
 * Logs one JSON line per event, or readable lines in format `pretty`. Lines within a request carry its IDs.
 * Writes to standard output by default.
 */
export function createLogger(
  service: string,
  settings: LogSettings,
  destination: DestinationStream = settings.LOG_FORMAT === 'pretty' ? pretty() : pino.destination(1),
): Logger {
  const options = {
    name: service,
    level: settings.LOG_LEVEL,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
    serializers: { err: (error: unknown) => loggedError(error) },
    redact: { paths: secretPaths.flatMap((path) => [path, `*.${path}`]), censor: '[redacted]' },
    hooks: { streamWrite: (line: string) => line.replaceAll(keys, '[redacted]') },
    mixin: () => {
      const request = currentRequest();
      return request === undefined ? {} : { traceId: request.trace.traceId, requestId: request.requestId };
    },
  };
  return pino(options, destination);
}

/** Sends Nest's own messages to our log; its startup messages are logged at debug level. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown): void {
    this.logger.debug(String(message));
  }
  debug(message: unknown): void {
    this.logger.debug(String(message));
  }
  verbose(message: unknown): void {
    this.logger.trace(String(message));
  }
  warn(message: unknown): void {
    this.logger.warn(String(message));
  }
  error(message: unknown, ...[stack]: unknown[]): void {
    const details = isError(message) ? { err: message } : { stack };
    this.logger.error(details, String(message));
  }
  fatal(message: unknown): void {
    this.logger.fatal(String(message));
  }
}
