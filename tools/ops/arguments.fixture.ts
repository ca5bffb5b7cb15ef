import { CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { UsageError } from '../command-line.ts';
import { commands } from './commands.ts';
import { opsProgram } from './run-ops.ts';

/** A command and those below it. */
export const below = (command: CommandUnknownOpts): CommandUnknownOpts[] => [
  command,
  ...command.commands.flatMap(below),
];

/** Runs a command line that does nothing; returns the exit code and what it prints. */
export async function says(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly text: string }> {
  const ops = opsProgram('npm run ops --', commands);
  let text = '';
  const write = (more: string): void => void (text += more);
  for (const command of below(ops)) command.configureOutput({ writeOut: write, writeErr: write });
  try {
    await ops.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { code: error.exitCode, text };
    if (error instanceof UsageError) return { code: 2, text: error.message };
    throw error;
  }
  throw new Error(`It ran: ${args.join(' ')}`);
}
