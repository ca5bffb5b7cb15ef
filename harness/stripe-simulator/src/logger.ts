import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** Logs requests by route, status and IDs only: never a header, a body or a key. */
export function createLogger(level: string, format: 'json' | 'pretty'): Logger {
  const options = {
    level,
    base: { service: 'stripe-simulator' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (format === 'json') return pino(options);
  const stream = pretty({
    singleLine: true,
    ignore: 'pid,hostname,service',
    translateTime: 'SYS:HH:MM:ss.l',
    sync: true,
  });
  return pino(options, stream);
}
