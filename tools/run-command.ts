import { explain, styled } from './terminal.ts';
import { UsageError } from './command-line.ts';

/** A command: its usage, its arguments and its action. */
export interface Program<Command> {
  readonly usage: string;
  /** Reads the whole command line before anything is done. @throws UsageError that says what is wrong */
  readonly read: (args: readonly string[]) => Command;
  readonly run: (command: Command) => Promise<void> | void;
}

const asksForHelp = (args: readonly string[]): boolean => args.includes('--help') || args.includes('-h');

/**
 * Runs a command. `--help` prints the usage and does nothing else. Invalid arguments are rejected with the
 * usage and exit code 2 before anything is done. A failure is reported without a stack trace.
 */
export async function runCommand<Command>({ usage, read, run }: Program<Command>): Promise<void> {
  const args = process.argv.slice(2);
  if (asksForHelp(args)) return console.log(usage);
  try {
    await run(read(args));
  } catch (error) {
    console.error(styled('red', explain(error)));
    const isMisused = error instanceof UsageError;
    if (isMisused) console.error(`\n${usage}`);
    process.exitCode = isMisused ? 2 : 1;
  }
}
