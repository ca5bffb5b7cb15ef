/**
 * `npm run dead-letters -- list|show|retry|remove`: failed messages, the reasons, and operators' decisions
 * about them.
 */
import { type Command, readArguments, usage } from './dead-letters/arguments.ts';
import { remove, retryAll, retryOne } from './dead-letters/decide.ts';
import { list, show } from './dead-letters/look.ts';
import { knownQueues } from './dead-letters/places.ts';
import { runCommand } from './run-command.ts';

function run(command: Command): Promise<void> {
  switch (command.name) {
    case 'list':
      return list(command);
    case 'show':
      return show(command);
    case 'retry':
      return retryOne(command);
    case 'retry-all':
      return retryAll(command);
    case 'remove':
      return remove(command);
  }
}

await runCommand({ usage, read: (args) => readArguments(args, process.env, knownQueues()), run });
