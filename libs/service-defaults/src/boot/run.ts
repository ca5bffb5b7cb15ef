import { flushCompileCache } from 'node:module';
import { ConfigError } from '../config/config.ts';
import { isError } from '../logging/is-error.ts';
import { PostgresUnreachable } from '../postgres/postgres-patience.ts';

/**
 * Runs a program's `main`. An invalid setting or an unreachable database prints its message and exits 1; any
 * other error prints its stack and exits 1.
 */
export function runProgram(main: () => Promise<unknown>): void {
  Promise.resolve()
    .then(main)
    // For NODE_COMPILE_CACHE. Node flushes it at exit, which a killed program never reaches.
    .then(() => flushCompileCache())
    .catch((error: unknown) => {
      const isExpected = error instanceof ConfigError || error instanceof PostgresUnreachable;
      process.stderr.write(`${isExpected ? error.message : stackOf(error)}\n`);
      process.exit(1);
    });
}

function stackOf(error: unknown): string {
  return isError(error) ? (error.stack ?? error.message) : String(error);
}
