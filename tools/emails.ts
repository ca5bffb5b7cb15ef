/**
 * `npm run emails -- list|show|resolve`: unsent emails, the reasons, and operators' decisions about held
 * ones.
 */
import { type Command, readArguments, usage } from './emails/arguments.ts';
import { list, show } from './emails/look.ts';
import { resolve } from './emails/resolve.ts';
import { runCommand } from './run-command.ts';

function run(command: Command): Promise<void> {
  switch (command.name) {
    case 'list':
      return list(command);
    case 'show':
      return show(command);
    case 'resolve':
      return resolve(command);
  }
}

await runCommand({ usage, read: readArguments, run });
