import { type Command, Option } from '@commander-js/extra-typings';
import { type Database, databaseUrlOption, jsonOption, limitOption, notEmpty, urlOf } from '../options.ts';

/** Where to search. Undefined means the running stack. */
export interface Where extends Database {
  readonly queueUrl?: string | undefined;
}

/** A filter. Undefined matches everything. */
export interface Which {
  readonly queue?: string | undefined;
  /** The name of the message. */
  readonly name?: string | undefined;
}

/** Any text is an ID: a job that no relay added may have any. */
const id = 'the ID of the message, as shown by list';
const queueOption = new Option('--queue <queue>', 'only on this queue: the service that consumes it');
const nameOption = new Option('--name <name>', 'only messages with this name');
const queueUrl = urlOf(
  '--queue-url',
  /^(rediss?(\+cluster)?|postgres(ql)?):$/,
  'redis://host:port, redis+cluster://host:port or postgres://host:port/database',
);
const queueUrlOption = new Option(
  '--queue-url <url>',
  'a queue server instead of that of the running stack; its outboxes are searched only with --database-url',
)
  .env('QUEUE_URL')
  .argParser((text) => (text.trim() === '' ? undefined : queueUrl(text.trim())));

export function addDeadLetters(ops: Command): void {
  const deadLetters = ops
    .command('dead-letters')
    .description("Failed messages, the reasons, and operators' decisions about them.");
  deadLetters
    .command('list')
    .description('Lists dead letters, oldest first.')
    .addOption(queueOption)
    .addOption(nameOption)
    .addOption(limitOption)
    .addOption(jsonOption)
    .addOption(queueUrlOption)
    .addOption(databaseUrlOption)
    .action(async (options) => (await import('./look.ts')).list(options));
  deadLetters
    .command('show')
    .description('Shows everything about one dead letter.')
    .argument('<id>', id, notEmpty)
    .option('--payload', 'also show the payload, which may be personal data')
    .addOption(jsonOption)
    .addOption(queueUrlOption)
    .addOption(databaseUrlOption)
    .action(async (messageId, options) => (await import('./look.ts')).show(messageId, options));
  deadLetters
    .command('retry')
    .description('Queues one message again, or with --all every one that matches.')
    .argument('[id]', id, notEmpty)
    .option('--all', 'all dead letters, each once')
    .addOption(queueOption)
    .addOption(nameOption)
    .option('--anyway', 'also those so old that their consumer may not remember handling them')
    .addOption(queueUrlOption)
    .addOption(databaseUrlOption)
    .action(async (messageId, options) => (await import('./decide.ts')).retry(messageId, options));
  deadLetters
    .command('remove')
    .description('Deletes one dead letter for good: it will never be handled.')
    .argument('<id>', id, notEmpty)
    .option('--yes', 'do not ask for a confirmation')
    .addOption(queueUrlOption)
    .addOption(databaseUrlOption)
    .action(async (messageId, options) => (await import('./decide.ts')).remove(messageId, options));
}
