import { Command, CommanderError } from '@commander-js/extra-typings';
import { UsageError } from '../command-line.ts';
import { explain, styled } from '../terminal.ts';

/** Adds one command. It loads its code only to run it: a mistake in one command stops no other. */
export type AddCommand = (ops: Command) => void;

/** A failure with an exit code of its own. */
export class ExitWith extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, { message, cause }: Error) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}

/**
 * Runs a command line. Invalid arguments are rejected with exit code 2, before anything is done. A failure is
 * reported without a stack trace, with exit code 1.
 */
export async function runOps(name: string, commands: readonly AddCommand[]): Promise<void> {
  const [command] = process.argv.slice(2);
  try {
    await opsProgram(name, commands).parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    // Commander has printed its own errors.
    if (error instanceof CommanderError) return;
    console.error(styled('red', explain(error)));
    if (error instanceof UsageError) console.error(`\nFor its arguments: ${name} ${command} --help`);
  }
}

/** All commands, without running one. */
export function opsProgram(name: string, commands: readonly AddCommand[]): Command {
  const ops = new Command(name)
    .description('Shows what Holdfast is doing, and applies the decisions of operators.')
    .showHelpAfterError()
    .configureOutput({ outputError: (text, write) => write(styled('red', text)) })
    .addHelpText('afterAll', '\nExit codes: 0 done, 1 not done, 2 invalid arguments.')
    .exitOverride();
  for (const add of commands) add(ops);
  return ops;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) return 2;
  return error instanceof ExitWith ? error.exitCode : 1;
}
