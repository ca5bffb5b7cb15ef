/** `npm run keys -- list|show|resolve|retry`: what operations are unfinished, why, and what a person decides about them. */
import { type Command, readArguments, usage, UsageError } from './keys/arguments.ts';
import { list, show } from './keys/look.ts';
import { decide } from './keys/decide.ts';
import { runCommand, styled } from './terminal.ts';

function run(command: Command): Promise<void> {
  switch (command.name) {
    case 'list':
      return list(command);
    case 'show':
      return show(command);
    case 'decide':
      return decide(command);
  }
}

await runCommand(async () => {
  try {
    await run(readArguments(process.argv.slice(2)));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(styled('red', error.message));
    console.error(`\n${usage}`);
    process.exitCode = 2;
  }
});
