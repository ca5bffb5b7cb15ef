/**
 * `npm run keys -- list|show|resolve|retry`: unfinished operations, their reasons, and operators' decisions
 * on them.
 */
import { type Command, readArguments, usage } from './keys/arguments.ts';
import { list, show } from './keys/inspect.ts';
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
