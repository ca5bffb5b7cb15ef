import { flushCompileCache } from 'node:module';
import { ConfigError } from './config.ts';
import { isError } from './is-error.ts';

/** Runs a program's `main`: a wrong setting is told in words and exits 1; anything else is a crash with its stack. */
export function runProgram(main: () => Promise<unknown>): void {
  Promise.resolve()
    .then(main)
    // Where NODE_COMPILE_CACHE asks for it. Node does so when a program ends, which one that is killed never does.
    .then(() => flushCompileCache())
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof ConfigError ? error.message : stackOf(error)}\n`);
      process.exit(1);
    });
}

function stackOf(error: unknown): string {
  return isError(error) ? (error.stack ?? error.message) : String(error);
}
