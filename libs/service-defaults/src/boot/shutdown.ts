import { type Logger } from 'pino';

/**
 * 15 s: longer than the longest attempt of any service (12 s, an email). Orchestrators kill after 30 s by
 * default, local-stack after 20 s.
 */
export const drainTimeoutMs = 15_000;

/**
 * Runs `drain` once on SIGTERM or SIGINT and exits 0. Exits 1 if draining fails or takes more than 15 s. A
 * second signal changes nothing.
 */
export function drainOnSignal(logger: Logger, drain: () => Promise<void>): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) return;
    isStopping = true;
    logger.info(`${signal}: finishing requests in progress`);
    setTimeout(() => {
      logger.error(`still busy after ${drainTimeoutMs / 1_000} s, exiting anyway`);
      process.exit(1);
    }, drainTimeoutMs).unref();
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'draining failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
