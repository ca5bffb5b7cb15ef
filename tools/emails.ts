/** `npm run emails -- list|show|resolve`: what emails are not sent, why, and what a person decides about those that are held. */
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
