import { type LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { isError } from './is-error.ts';
import { pretty } from './pretty.ts';
import { currentRequest } from './request-context.ts';

export interface LogSettings {
  readonly LOG_LEVEL: string;
  readonly LOG_FORMAT: 'json' | 'pretty';
}

/** Replaced by `[redacted]` wherever they stand, one level deep too. Bodies are never logged at all. */
const secretPaths = ['authorization', 'cookie', 'paymentMethod', 'secret', 'apiKey', 'password'];

interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string | undefined;
  readonly cause?: LoggedError;
}

/** Type, message, code, stack and cause, and nothing else: drivers hang queries and their parameters onto errors. */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!isError(error)) return { type: typeof error, message: String(error) };
  return {
    type: error.name,
    message: error.message,
    ...('code' in error ? { code: error.code } : {}),
    stack: error.stack,
    ...(error.cause === undefined || depth > 4 ? {} : { cause: loggedError(error.cause, depth + 1) }),
  };
}

/** An expected failure in one line, for log messages: its text and those of its causes, without stacks. */
export function reasonOf(error: unknown): string {
  const { message, cause } = loggedError(error);
  return cause === undefined || message.includes(cause.message) ? message : `${message}: ${cause.message}`;
}

/**
 * One JSON line per event, readable lines when the format is `pretty`. Lines inside a request carry its ids. They go to
 * standard output unless `destination` says otherwise.
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
    mixin: () => {
      const request = currentRequest();
      return request === undefined ? {} : { traceId: request.trace.traceId, requestId: request.requestId };
    },
  };
  return pino(options, destination);
}

/** Nest's own messages in our log; what it says while booting is for debugging only. */
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
