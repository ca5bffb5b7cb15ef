/** `npm run keys -- list|show|resolve|retry`: what operations are unfinished, why, and what a person decides about them. */
import { type Command, readArguments, usage } from './keys/arguments.ts';
import { list, show } from './keys/look.ts';
import { decide } from './keys/decide.ts';
import { runCommand } from './run-command.ts';

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

await runCommand({ usage, read: readArguments, run });
