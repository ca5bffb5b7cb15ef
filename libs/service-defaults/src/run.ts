import { flushCompileCache } from 'node:module';
import { ConfigError } from './config.ts';
import { isError } from './is-error.ts';
import { PostgresUnreachable } from './postgres-patience.ts';

/** Runs a program's `main`: a wrong setting and a database that stays away exit 1 in words; anything else is a crash with its stack. */
export function runProgram(main: () => Promise<unknown>): void {
  Promise.resolve()
    .then(main)
    // Where NODE_COMPILE_CACHE asks for it. Node does so when a program ends, which one that is killed never does.
    .then(() => flushCompileCache())
    .catch((error: unknown) => {
      const isInWords = error instanceof ConfigError || error instanceof PostgresUnreachable;
      process.stderr.write(`${isInWords ? error.message : stackOf(error)}\n`);
      process.exit(1);
    });
}

function stackOf(error: unknown): string {
  return isError(error) ? (error.stack ?? error.message) : String(error);
}
